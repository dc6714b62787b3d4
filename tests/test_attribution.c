#include "attribution_fixture.h"

static void the_owner_stands_behind_the_allocators(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t none = builder_chain(&f.b, "parse<app_main");
    uint32_t one = builder_chain(&f.b, "calloc<parse<app_main");
    uint32_t two = builder_chain(&f.b, "heap_caps_malloc<malloc<parse<app_main");
    uint32_t again = builder_chain(&f.b, "malloc<parse<malloc<app_main");
    attribute(&f);
    assert_attribution(&f, none, 0, NULL);
    assert_attribution(&f, one, 1, NULL);
    assert_attribution(&f, two, 2, NULL);
    assert_attribution(&f, again, 1, NULL);
    assert_int_equal(role_of(&f, "malloc"), HT_ROLE_ALLOCATOR);
    assert_int_equal(role_of(&f, "heap_caps_malloc"), HT_ROLE_ALLOCATOR);
    assert_int_equal(role_of(&f, "parse"), HT_ROLE_CODE);
    builder_deinit(&f.b);
}

static void the_innermost_known_frame_decides(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t name = builder_chain(&f.b, "calloc<copy_name<tls_connect<app_main");
    uint32_t far = builder_chain(&f.b, "calloc<parse<decode<tls_read<app_main");
    uint32_t nobody = builder_chain(&f.b, "calloc<parse<app_main");
    attribute(&f);
    assert_attribution(&f, name, 1, "names");
    assert_attribution(&f, far, 1, "session");
    assert_attribution(&f, nobody, 1, NULL);
    builder_deinit(&f.b);
}

/* The user's rules come first, wherever in the chain they fit; then those that know the owner, then the others. */
static void the_users_rules_win(void **state)
{
    (void)state;
    struct fixture f;
    builtin(&f);
    static const char text[] = "{\"signatures\":[{\"id\":\"mine\",\"class\":\"retained\",\"title\":\"t\","
                               "\"functions\":[\"client_task\"]}]}";
    struct ht_signatures own;
    builder_must(ht_signatures_read(&f.b.arena, "own.json", text, sizeof text - 1, &own));
    own.items[0].own = true;
    builder_must(ht_signatures_join(&f.b.arena, &own, &f.signatures, &f.signatures));
    uint32_t mine = builder_chain(&f.b, "calloc<esp_crt_ca_cb_callback<mbedtls_ssl_handshake<client_task");
    uint32_t theirs = builder_chain(&f.b, "calloc<esp_crt_ca_cb_callback<mbedtls_ssl_handshake<other_task");
    uint32_t general = builder_chain(&f.b, "calloc<mbedtls_ssl_setup<other_task");
    attribute(&f);
    assert_attribution(&f, mine, 1, "mine");
    assert_attribution(&f, theirs, 1, "esp-crt-bundle-cross-signed");
    assert_attribution(&f, general, 1, "tls-session");
    builder_deinit(&f.b);
}

static void stands_in(struct fixture *f, const char *site, const char *file)
{
    struct ht_frame *frame = ht_frames_find(&f->b.frames, builder_pc(&f->b, site));
    for (uint32_t i = 0; i < frame->location_count; i++)
        ((struct ht_location *)frame->locations)[i].file = file;
}

/* What the application allocates when a component calls it back is its own. */
static void callbacks_are_the_applications(void **state)
{
    (void)state;
    static const struct {
        const char *own, *component;
        const char *id;
    } cases[] = {
        {"/home/me/clock/main/app.c", "/opt/idf/components/tls/tls.c", NULL},
        {"/home/me/clock/components/net/app.c", "/opt/idf/components/tls/tls.c", NULL},
        {"/home/me/components/net/app.c", "/home/me/idf/components/tls/tls.c", NULL},
        {"/home/me/clock/main/app.c", "/home/me/clock/managed_components/x__tls/tls.c", NULL},
        {"/opt/idf/components/http/parse.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/opt/idf/components/http/parse.c", "/home/me/clock/managed_components/x__tls/tls.c", "session"},
        {"/home/me/clock/managed_components/x__http/parse.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/build/src/newlib/libc/stdio/vfprintf.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/opt/esp-14/xtensa-esp-elf/include/c++/14/bits/new.h", "/opt/idf/components/tls/tls.c", "session"},
        {NULL, "/opt/idf/components/tls/tls.c", "session"},
        {"/home/me/clock/main/app.c", NULL, "session"},
        {"main.c", "tls.c", "session"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, "calloc<make_context<on_open<tls_accept<serve");
        stands_in(&f, "make_context", cases[i].own);
        stands_in(&f, "on_open", cases[i].own);
        stands_in(&f, "tls_accept", cases[i].component);
        attribute(&f);
        assert_attribution(&f, chain, 1, cases[i].id);
        builder_deinit(&f.b);
    }
}

/* Wherever in a frame the application is inlined, or something into it. */
static void callbacks_may_be_inlined(void **state)
{
    (void)state;
    static const char idf[] = "/opt/idf/components/tls/tls.c", app[] = "/home/me/clock/main/app.c";
    for (uint32_t place = 0; place < 4; place++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, "calloc<make_context:1|copy:2|on_open:3<tls_accept<serve");
        stands_in(&f, "make_context:1|copy:2|on_open:3", idf);
        stands_in(&f, "tls_accept", idf);
        struct ht_frame *frame = ht_frames_find(&f.b.frames, builder_pc(&f.b, "make_context:1|copy:2|on_open:3"));
        if (place < 3)
            ((struct ht_location *)frame->locations)[place].file = app;
        attribute(&f);
        assert_attribution(&f, chain, 1, place < 3 ? NULL : "session");
        builder_deinit(&f.b);
    }
}

/* A wrapper is one among the chains that no signature knows. */
static void known_chains_hide_no_wrapper(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 12; i++) {
        char chain[64];
        snprintf(chain, sizeof chain, i < 4 ? "malloc<take<caller_%d<task" : "malloc<tls_read:%d<task", i);
        builder_chain(&f.b, chain);
    }
    attribute(&f);
    assert_int_equal(role_of(&f, "take"), HT_ROLE_ALLOCATOR);
    builder_deinit(&f.b);
}

/* The innermost rule decides, but for what a socket makes that would be kept elsewhere. */
static void what_is_made_for_a_socket_goes_with_it(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_must(ht_signatures_builtin(&f.b.arena, &f.signatures));
    uint32_t socket = builder_chain(&f.b, "malloc<sys_mbox_new:3<netconn_alloc<lwip_socket");
    uint32_t alone = builder_chain(&f.b, "malloc<sys_mbox_new:3<tcpip_init");
    uint32_t mutex = builder_chain(&f.b, "malloc<lock_init_generic<esp_tls_init<app_main");
    attribute(&f);
    assert_attribution(&f, socket, 1, "sockets");
    assert_attribution(&f, alone, 1, "lwip-mbox");
    assert_attribution(&f, mutex, 1, "newlib-locks");
    builder_deinit(&f.b);
}

/* The function and line that a chain's owner is told by; NULL: none. */
static void assert_owner(const struct fixture *f, uint32_t chain, const char *function, uint32_t line)
{
    const struct ht_attribution *attribution = &f->attributions[chain];
    const struct ht_location *owner = ht_owner_location(attribution, &f->b.trace.chains.items[chain], &f->b.frames);
    assert_int_equal(attribution->named, function != NULL);
    if (!function) {
        assert_true(!owner || !owner->function);
        return;
    }
    assert_non_null(owner);
    assert_string_equal(owner->function, function);
    assert_int_equal(owner->line, line);
}

/* Who copies or makes something on somebody's behalf is not to blame. */
static void plumbing_asks_for_its_caller(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t one = builder_chain(&f.b, "malloc<my_strdup:3<parse:7<app_main");
    uint32_t two = builder_chain(&f.b, "malloc<std::copy:3<my_strdup:4<parse:8<app_main");
    uint32_t again = builder_chain(&f.b, "malloc<parse:9<my_strdup:4<app_main");
    uint32_t known = builder_chain(&f.b, "malloc<my_strdup:3<copy_name:5<app_main");
    attribute(&f);
    assert_attribution(&f, one, 2, NULL);
    assert_owner(&f, one, "parse", 7);
    assert_attribution(&f, two, 3, NULL);
    assert_owner(&f, two, "parse", 8);
    assert_attribution(&f, again, 1, NULL);
    assert_owner(&f, again, "parse", 9);
    assert_attribution(&f, known, 2, "names");
    /* It is no allocator: readers see it as code. */
    assert_int_equal(role_of(&f, "my_strdup:3"), HT_ROLE_CODE);
    builder_deinit(&f.b);
}

/* A shallow stack may show nothing else: then it is the innermost plumbing. */
static void plumbing_owns_where_nobody_else_stands(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t chain = builder_chain(&f.b, "malloc<std::copy:3<my_strdup:4");
    uint32_t inlined = builder_chain(&f.b, "malloc<list::node:3|list::push:4");
    attribute(&f);
    assert_attribution(&f, chain, 1, NULL);
    assert_owner(&f, chain, "std::copy", 3);
    assert_attribution(&f, inlined, 1, NULL);
    assert_owner(&f, inlined, "list::node", 3);
    builder_deinit(&f.b);
}

/* Plumbing that is known to belong to somebody is asked from the owner outwards, not inwards. */
static void rules_are_asked_from_the_owner_on(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t inside = builder_chain(&f.b, "malloc<tls_strdup:3<parse:7<app_main");
    uint32_t outside = builder_chain(&f.b, "malloc<my_strdup:3<parse:7<tls_read");
    attribute(&f);
    assert_attribution(&f, inside, 2, NULL);
    assert_attribution(&f, outside, 2, "session");
    builder_deinit(&f.b);
}

/* What kind of thing asks tells who holds its blocks, wherever it stands before the owner. */
static void helpers_tell_who_holds(void **state)
{
    (void)state;
    static const struct {
        const char *sites;
        enum ht_holder holder;
    } cases[] = {
        {"malloc<parse<app_main", HT_HOLDER_ANY},
        {"malloc<my_strdup<parse<app_main", HT_HOLDER_ANY},
        {"malloc<string::reserve<parse<app_main", HT_HOLDER_STRING},
        {"malloc<list::push<parse<app_main", HT_HOLDER_CONTAINER},
        {"malloc<std::copy<list::push<parse<app_main", HT_HOLDER_CONTAINER},
        {"malloc<list::push<std::copy<parse<app_main", HT_HOLDER_CONTAINER},
        {"malloc<list::push:1|parse:2<app_main", HT_HOLDER_CONTAINER},
        {"malloc<string::reserve:1|parse:2<app_main", HT_HOLDER_STRING},
        /* A string in a list: the list holds it in the end. */
        {"malloc<string::reserve<list::push<parse<app_main", HT_HOLDER_CONTAINER},
        {"malloc<list::push<string::reserve<parse<app_main", HT_HOLDER_CONTAINER},
        /* What stands behind the owner calls it, and asks for nothing. */
        {"malloc<parse<list::for_each<app_main", HT_HOLDER_ANY},
        {"malloc<parse:1|list::for_each:2<app_main", HT_HOLDER_ANY},
        /* Nobody owns it, and it is known what it is. */
        {"malloc<list::push", HT_HOLDER_CONTAINER},
        {"malloc<calloc", HT_HOLDER_ANY},
        /* No word in a name of the application's is evidence. */
        {"malloc<TileCache::insert<app_main", HT_HOLDER_ANY},
        {"malloc<my_list_push<GlyphPool::acquire<app_main", HT_HOLDER_ANY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, cases[i].sites);
        attribute(&f);
        assert_int_equal(f.attributions[chain].holder, cases[i].holder);
        builder_deinit(&f.b);
    }
}

/* Strings, copiers and containers ask on somebody's behalf; no word in the application's names says anything. */
static void plumbing_is_no_owner(void **state)
{
    (void)state;
    static const struct {
        const char *chain, *owner;
        enum ht_holder holder;
    } cases[] = {
        {"malloc<parse<app_main", "parse", HT_HOLDER_ANY},
        {"malloc<TileCache::insert<app_main", "TileCache::insert", HT_HOLDER_ANY},
        {"malloc<pool_take<app_main", "pool_take", HT_HOLDER_ANY},
        {"malloc<strdup<log_line<app_main", "log_line", HT_HOLDER_STRING},
        {"_malloc_r<_vasprintf_r<asprintf<log_line<app_main", "log_line", HT_HOLDER_STRING},
        {"malloc<cJSON_strdup<cJSON_CreateString<report<app_main", "report", HT_HOLDER_ANY},
        {"pvPortMalloc<xQueueGenericCreate<sensor_read<app_main", "sensor_read", HT_HOLDER_ANY},
        {"malloc<operator new<std::__cxx11::basic_string::_M_create<ui_log<app_main", "ui_log", HT_HOLDER_STRING},
        {"malloc<operator new<std::_Rb_tree::_M_create_node<remember<app_main", "remember", HT_HOLDER_CONTAINER},
        {"malloc<operator new<std::__cxx11::basic_string::_M_create<std::_List_base::_M_insert<keep", "keep",
         HT_HOLDER_CONTAINER},
        {"malloc<std::__cxx11::basic_string::_M_mutate|std::string::assign|describe:7<app_main", "describe",
         HT_HOLDER_STRING},
        {"pvPortMalloc<xTaskGenericCreate<xTaskCreatePinnedToCore<spawn<app_main", "spawn", HT_HOLDER_ANY},
        {"heap_caps_malloc<xStreamBufferGenericCreateWithCaps<xStreamBufferCreateWithCaps<uart_open<app_main",
         "uart_open", HT_HOLDER_CONTAINER},
        {"calloc<esp_timer_create<debounce<app_main", "debounce", HT_HOLDER_ANY},
        {"calloc<handler_instances_add<base_node_add_handler<loop_node_add_handler<"
         "esp_event_handler_register_with_internal<esp_event_handler_register<net_start<app_main",
         "net_start", HT_HOLDER_ANY},
        {"pvPortMalloc<xQueueGenericCreate<xQueueCreateMutex<pthread_mutex_init<Lock::Lock<app_main", "Lock::Lock",
         HT_HOLDER_ANY},
        {"pvPortMalloc<xTaskCreatePinnedToCore<pthread_create<std::thread::_M_start_thread<worker<app_main", "worker",
         HT_HOLDER_ANY},
        {"realloc<__getdelim<__getline<read_config<app_main", "read_config", HT_HOLDER_ANY},
        {"_malloc_r<__ssprint_r<_svfprintf_r<_vasprintf_r<url_for<app_main", "url_for", HT_HOLDER_STRING},
        {"malloc<__cxa_allocate_exception<read_config<app_main", "read_config", HT_HOLDER_ANY},
        {"realloc<String::changeBuffer<StringSumHelper::StringSumHelper<page<loop", "page", HT_HOLDER_STRING},
        {"malloc<ArduinoJson6194_F1::DefaultAllocator::allocate<ArduinoJson6194_F1::BasicJsonDocument::allocPool<state",
         "state", HT_HOLDER_ANY},
        {"malloc<ArduinoJson::V730PB22::detail::ResourceManager::allocVariant<state<loop", "state", HT_HOLDER_ANY},
        {"operator new<nlohmann::json_abi_v3_11_2::basic_json::create<on_message<app_main", "on_message",
         HT_HOLDER_ANY},
        /* A namespace of the application's. */
        {"malloc<core::Engine::start<app_main", "core::Engine::start", HT_HOLDER_ANY},
        /* A collector asks an allocator that it was given; what its program's functions allocate by themselves is
           theirs. */
        {"realloc<give<luaM_malloc_<luaC_newobj<lua_newuserdatauv<frame_new<luaV_execute", "frame_new",
         HT_HOLDER_COLLECTOR},
        {"realloc<l_alloc<luaM_realloc_<luaH_resize<luaV_execute", "luaV_execute", HT_HOLDER_COLLECTOR},
        {"malloc<be_realloc<be_gc_newstr<be_newstrn<take_reading<app_main", "take_reading", HT_HOLDER_COLLECTOR},
        {"malloc<be_realloc<take_reading<app_main", "take_reading", HT_HOLDER_ANY},
        {"malloc<frame_new<luaV_execute<lua_callk", "frame_new", HT_HOLDER_ANY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        builtin(&f);
        uint32_t chain = builder_chain(&f.b, cases[i].chain);
        attribute(&f);
        const struct ht_attribution *attribution = &f.attributions[chain];
        const struct ht_location *owner = ht_owner_location(attribution, &f.b.trace.chains.items[chain], &f.b.frames);
        assert_non_null(owner);
        assert_string_equal(owner->function, cases[i].owner);
        assert_int_equal(attribution->holder, cases[i].holder);
        assert_true(attribution->named);
        builder_deinit(&f.b);
    }
}

/* A chain that is cut off within plumbing shows nobody else. */
static void plumbing_alone_is_the_owner(void **state)
{
    (void)state;
    struct fixture f;
    builtin(&f);
    uint32_t cut = builder_chain(&f.b, "malloc<cJSON_strdup<cJSON_CreateString");
    uint32_t none = builder_chain(&f.b, "heap_caps_malloc<malloc");
    attribute(&f);
    assert_string_equal(ht_owner_location(&f.attributions[cut], &f.b.trace.chains.items[cut], &f.b.frames)->function,
                        "cJSON_strdup");
    assert_null(ht_owner_location(&f.attributions[none], &f.b.trace.chains.items[none], &f.b.frames));
    assert_false(f.attributions[none].named);
    builder_deinit(&f.b);
}

/* The owner among functions that are inlined into one frame: the innermost that asks for itself. */
static void the_owner_may_be_inlined(void **state)
{
    (void)state;
    static const struct {
        const char *sites, *function;
        uint32_t owner, location, line;
    } cases[] = {
        {"malloc<parse:1|app_main:2", "parse", 1, 0, 1},
        {"malloc<my_strdup:1|parse:2|app_main:3", "parse", 1, 1, 2},
        {"malloc<list::node:1|list::push:2|parse:3|app_main:4", "parse", 1, 2, 3},
        {"malloc<calloc:1|my_strdup:2|parse:3<app_main", "parse", 1, 2, 3},
        {"malloc<my_strdup:1|std::copy:2<parse:3<app_main", "parse", 2, 0, 3},
        {"malloc<parse:1|my_strdup:2<app_main", "parse", 1, 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, cases[i].sites);
        attribute(&f);
        assert_int_equal(f.attributions[chain].owner, cases[i].owner);
        assert_int_equal(f.attributions[chain].location, cases[i].location);
        assert_owner(&f, chain, cases[i].function, cases[i].line);
        builder_deinit(&f.b);
    }
}

/* A frame without a name may own: it is where the chain leaves what is known, and it is not named. */
static void an_owner_without_a_name(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t malloc_pc = builder_pc(&f.b, "malloc"), copy = builder_pc(&f.b, "my_strdup"),
             parse = builder_pc(&f.b, "parse");
    builder_frame(&f.b, 0x40001000, NULL, NULL, 0);
    struct ht_frame *line = builder_frame(&f.b, 0x40002000, "gone", "main.c", 12);
    ((struct ht_location *)line->locations)[0].function = NULL;
    uint32_t bare = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, 0x40001000, parse}, 3);
    uint32_t behind = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, copy, 0x40001000, parse}, 4);
    uint32_t missing = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, 0x4fffffff, parse}, 3);
    uint32_t lined = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, 0x40002000, parse}, 3);
    uint32_t nobody = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc}, 1);
    attribute(&f);
    assert_attribution(&f, bare, 1, NULL);
    assert_owner(&f, bare, NULL, 0);
    assert_attribution(&f, behind, 2, NULL);
    assert_owner(&f, behind, NULL, 0);
    assert_attribution(&f, missing, 1, NULL);
    assert_owner(&f, missing, NULL, 0);
    assert_attribution(&f, lined, 1, NULL);
    assert_owner(&f, lined, NULL, 0);
    /* All are allocators: there is no location at all. */
    assert_attribution(&f, nobody, 1, NULL);
    assert_owner(&f, nobody, NULL, 0);
    assert_null(ht_owner_location(&f.attributions[nobody], &f.b.trace.chains.items[nobody], &f.b.frames));
    builder_deinit(&f.b);
}

static void inlined_functions_are_matched(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t inlined = builder_chain(&f.b, "calloc<copy_name:440|verify:515<app_main");
    uint32_t outer = builder_chain(&f.b, "calloc<memcpy_s:1|tls_setup:7<app_main");
    uint32_t inner = builder_chain(&f.b, "calloc<copy_name:1|tls_setup:7<app_main");
    attribute(&f);
    assert_attribution(&f, inlined, 1, "names");
    assert_attribution(&f, outer, 1, "session");
    assert_attribution(&f, inner, 1, "names");
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_owner_stands_behind_the_allocators),
        cmocka_unit_test(the_innermost_known_frame_decides),
        cmocka_unit_test(the_users_rules_win),
        cmocka_unit_test(callbacks_are_the_applications),
        cmocka_unit_test(callbacks_may_be_inlined),
        cmocka_unit_test(known_chains_hide_no_wrapper),
        cmocka_unit_test(what_is_made_for_a_socket_goes_with_it),
        cmocka_unit_test(plumbing_asks_for_its_caller),
        cmocka_unit_test(plumbing_owns_where_nobody_else_stands),
        cmocka_unit_test(rules_are_asked_from_the_owner_on),
        cmocka_unit_test(helpers_tell_who_holds),
        cmocka_unit_test(plumbing_is_no_owner),
        cmocka_unit_test(plumbing_alone_is_the_owner),
        cmocka_unit_test(the_owner_may_be_inlined),
        cmocka_unit_test(an_owner_without_a_name),
        cmocka_unit_test(inlined_functions_are_matched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
