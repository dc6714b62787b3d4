/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 117 "/opt/esp/idf/components/heap/heap_caps.c"
IN_RAM(heap_caps_malloc_default)
#line 120 "/opt/esp/idf/components/heap/heap_caps.c"
CALL(heap_caps_malloc_base)
END
#line 85 "/opt/esp/idf/components/heap/heap_caps.c"
IN_RAM(heap_caps_malloc)
#line 88 "/opt/esp/idf/components/heap/heap_caps.c"
CALL(heap_caps_malloc_base)
END
#line 168 "/opt/esp/idf/components/heap/heap_caps.c"
IN_RAM(heap_caps_realloc_default)
#line 171 "/opt/esp/idf/components/heap/heap_caps.c"
CALL(heap_caps_realloc_base)
END
#line 226 "/opt/esp/idf/components/heap/heap_caps.c"
IN_RAM(heap_caps_malloc_prefer)
#line 236 "/opt/esp/idf/components/heap/heap_caps.c"
CALL(heap_caps_malloc_base)
END
#line 173 "/opt/esp/idf/components/heap/heap_caps_base.c"
IN_RAM(heap_caps_malloc_base)
#line 176 "/opt/esp/idf/components/heap/heap_caps_base.c"
CALL(multi_heap_malloc)
END
#line 240 "/opt/esp/idf/components/heap/heap_caps_base.c"
IN_RAM(heap_caps_realloc_base)
#line 262 "/opt/esp/idf/components/heap/heap_caps_base.c"
CALL(multi_heap_realloc)
END
#line 201 "/opt/esp/idf/components/heap/multi_heap.c"
IN_RAM(multi_heap_malloc)
END
#line 240 "/opt/esp/idf/components/heap/multi_heap.c"
IN_RAM(multi_heap_realloc)
END
