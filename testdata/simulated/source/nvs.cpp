/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 40 "/opt/esp/idf/components/nvs_flash/src/nvs_item_hash_list.cpp"
FUNCTION(nvs::HashList::insert)
#line 52 "/opt/esp/idf/components/nvs_flash/src/nvs_item_hash_list.cpp"
CALL(operator_new)
END
#line 380 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
FUNCTION(nvs::Storage::createOrOpenNamespace)
#line 412 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
CALL(operator_new)
END
#line 480 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
FUNCTION(nvs::Storage::writeItem)
#line 560 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
CALL(nvs::HashList::insert)
END
#line 700 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
FUNCTION(nvs::Storage::readItem)
#line 733 "/opt/esp/idf/components/nvs_flash/src/nvs_storage.cpp"
CALL(operator_new)
END
#line 210 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
FUNCTION(nvs_open_from_partition)
#line 225 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
CALL(operator_new)
#line 230 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
CALL(nvs::Storage::createOrOpenNamespace)
END
#line 400 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
FUNCTION(nvs_set_blob)
#line 408 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
CALL(nvs::Storage::writeItem)
END
#line 600 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
FUNCTION(nvs_get_str)
#line 612 "/opt/esp/idf/components/nvs_flash/src/nvs_api.cpp"
CALL(nvs::Storage::readItem)
END
