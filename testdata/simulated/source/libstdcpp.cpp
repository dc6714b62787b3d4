/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 43 "/opt/toolchain/src/gcc/libstdc++-v3/libsupc++/new_op.cc"
FUNCTION(operator_new)
#line 50 "/opt/toolchain/src/gcc/libstdc++-v3/libsupc++/new_op.cc"
CALL(malloc)
END
#line 130 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
FUNCTION(string_create)
#line 155 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
CALL(operator_new)
END
#line 400 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
FUNCTION(string_append)
#line 412 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
CALL(string_create)
END
#line 210 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
FUNCTION(string_construct)
#line 221 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/basic_string.tcc"
CALL(string_create)
END
#line 340 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/vector.tcc"
ONCE_CALLED(vector_allocate)
#line 378 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/vector.tcc"
CALL(operator_new)
END
#line 430 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/vector.tcc"
FUNCTION(vector_realloc_insert)
#line 445 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/vector.tcc"
CALL(vector_allocate)
END
#line 570 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/stl_tree.h"
ONCE_CALLED(tree_get_node)
#line 580 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/stl_tree.h"
CALL(operator_new)
END
#line 2460 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/stl_tree.h"
FUNCTION(tree_emplace)
#line 2470 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/stl_tree.h"
CALL(tree_get_node)
END
#line 650 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/shared_ptr_base.h"
FUNCTION(shared_count_create)
#line 662 "/opt/toolchain/src/gcc/libstdc++-v3/include/bits/shared_ptr_base.h"
CALL(operator_new)
END
