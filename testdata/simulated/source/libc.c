/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 29 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(malloc)
#line 32 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_malloc_default)
END
#line 43 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(calloc)
#line 46 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_malloc_default)
END
#line 55 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(realloc)
#line 58 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_realloc_default)
END
#line 70 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(_malloc_r)
#line 73 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_malloc_default)
END
#line 84 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(_calloc_r)
#line 88 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_malloc_default)
END
#line 96 "/opt/esp/idf/components/esp_libc/src/heap.c"
FUNCTION(_realloc_r)
#line 98 "/opt/esp/idf/components/esp_libc/src/heap.c"
CALL(heap_caps_realloc_default)
END
#line 56 "/opt/esp/idf/components/esp_libc/src/locks.c"
FUNCTION(lock_init_generic)
#line 71 "/opt/esp/idf/components/esp_libc/src/locks.c"
CALL(xQueueCreateMutex)
END
#line 130 "/opt/esp/idf/components/esp_libc/src/locks.c"
FUNCTION(lock_acquire_generic)
#line 138 "/opt/esp/idf/components/esp_libc/src/locks.c"
CALL(lock_init_generic)
END
#line 172 "/opt/esp/idf/components/esp_libc/src/locks.c"
FUNCTION(_lock_acquire_recursive)
#line 174 "/opt/esp/idf/components/esp_libc/src/locks.c"
CALL(lock_acquire_generic)
END
#line 10 "/opt/toolchain/src/newlib/libc/string/strdup_r.c"
FUNCTION(_strdup_r)
#line 15 "/opt/toolchain/src/newlib/libc/string/strdup_r.c"
CALL(_malloc_r)
END
#line 9 "/opt/toolchain/src/newlib/libc/string/strdup.c"
FUNCTION(strdup)
#line 12 "/opt/toolchain/src/newlib/libc/string/strdup.c"
CALL(_strdup_r)
END
#line 128 "/opt/toolchain/src/newlib/libc/stdio/findfp.c"
FUNCTION(__sfp)
#line 151 "/opt/toolchain/src/newlib/libc/stdio/findfp.c"
CALL(_malloc_r)
#line 174 "/opt/toolchain/src/newlib/libc/stdio/findfp.c"
CALL(_lock_acquire_recursive)
END
#line 75 "/opt/toolchain/src/newlib/libc/stdlib/mprec.c"
FUNCTION(_Balloc)
#line 94 "/opt/toolchain/src/newlib/libc/stdlib/mprec.c"
CALL(_calloc_r)
#line 112 "/opt/toolchain/src/newlib/libc/stdlib/mprec.c"
CALL(_calloc_r)
END
#line 720 "/opt/toolchain/src/newlib/libc/stdlib/mprec.c"
FUNCTION(__d2b)
#line 744 "/opt/toolchain/src/newlib/libc/stdlib/mprec.c"
CALL(_Balloc)
END
#line 183 "/opt/toolchain/src/newlib/libc/stdlib/dtoa.c"
FUNCTION(_dtoa_r)
#line 228 "/opt/toolchain/src/newlib/libc/stdlib/dtoa.c"
CALL(__d2b)
#line 301 "/opt/toolchain/src/newlib/libc/stdlib/dtoa.c"
CALL(_Balloc)
END
#line 170 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
FUNCTION(__ssputs_r)
#line 196 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
CALL(_malloc_r)
#line 210 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
CALL(_realloc_r)
END
#line 640 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
FUNCTION(_svfprintf_r)
#line 1020 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
CALL(_dtoa_r)
#line 1461 "/opt/toolchain/src/newlib/libc/stdio/vfprintf.c"
CALL(__ssputs_r)
END
#line 60 "/opt/toolchain/src/newlib/libc/stdio/asprintf.c"
FUNCTION(asprintf)
#line 71 "/opt/toolchain/src/newlib/libc/stdio/asprintf.c"
CALL(_svfprintf_r)
END
#line 55 "/opt/toolchain/src/newlib/libc/stdio/snprintf.c"
FUNCTION(snprintf)
#line 64 "/opt/toolchain/src/newlib/libc/stdio/snprintf.c"
CALL(_svfprintf_r)
END
#line 120 "/opt/toolchain/src/newlib/libc/stdio/fopen.c"
FUNCTION(fopen)
#line 133 "/opt/toolchain/src/newlib/libc/stdio/fopen.c"
CALL(__sfp)
END
