/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 22 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
FUNCTION(greenhouse::Memory::take)
#line 27 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
CALL(heap_caps_malloc_prefer)
END
#line 40 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
FUNCTION(greenhouse::Memory::takeZeroed)
#line 44 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
CALL(greenhouse::Memory::take)
END
#line 60 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
FUNCTION(gh_json_malloc)
#line 62 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
CALL(greenhouse::Memory::take)
END
#line 80 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
FUNCTION(greenhouse::Buffer::reserve)
#line 88 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
CALL(realloc)
END
#line 102 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
FUNCTION(greenhouse::Buffer::append)
#line 107 "/home/builder/greenhouse/components/gh_memory/gh_memory.cpp"
CALL(greenhouse::Buffer::reserve)
END
