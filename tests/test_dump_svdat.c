#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dump/svdat.h"
#include "svdat_maker.h"

/* Reads the packets of a file; calls with each. Returns how the first stream ends. */
static enum ht_svdat_state read_all(const struct svdat_maker *file, struct ht_svdat_packet *packets, size_t *count,
                                    uint64_t *offset)
{
    struct ht_pieces pieces;
    struct ht_svdat_layout layout;
    enum ht_svdat_state state;
    ht_pieces_init_memory(&pieces, "a.svdat", file->bytes, file->size);
    assert_null(ht_svdat_layout(&pieces, &layout));
    struct ht_svdat svdat = {&pieces, layout.begin[0], layout.core_bits};
    for (*count = 0;; ++*count) {
        assert_null(ht_svdat_next(&svdat, &packets[*count], &state));
        if (state != HT_SVDAT_PACKET)
            break;
    }
    *offset = svdat.offset;
    return state;
}

static void what_begins_like_a_recording(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } heads[] = {
        {";\n; Version     SEGGER SystemViewer V2.42\n; Author      Espressif Inc\n;\n", true},
        {";\r\n; Version\t\tSEGGER SystemView V3.60\r\n;\r\n", true},
        {"; a comment\n1,2\n", false},
        {"SEGGER SystemView\n", false},
        {";\nSEGGER SystemView\n", false},
        {"; Version SEGGER SystemView, and no end of the line", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        assert_int_equal(ht_svdat_is(heads[i].text, strlen(heads[i].text)), heads[i].is);
}

static void numbers_end_where_they_should(void **state)
{
    (void)state;
    static const struct {
        uint8_t bytes[6];
        size_t size;
        int taken;
        uint32_t value;
    } numbers[] = {
        {{0}, 1, 1, 0},
        {{0x7f}, 1, 1, 127},
        {{0x80, 0x01}, 2, 2, 128},
        {{0xff, 0xff, 0xff, 0xff, 0x0f}, 5, 5, UINT32_MAX},
        {{0xff, 0xff, 0xff, 0xff, 0x10}, 5, -1, 0},
        {{0xff, 0xff, 0xff, 0xff, 0x8f, 0}, 6, -1, 0},
        {{0x80, 0x80}, 2, 0, 0},
        {{0}, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint32_t value = 0;
        assert_int_equal(ht_svdat_number(numbers[i].bytes, numbers[i].bytes + numbers[i].size, &value),
                         numbers[i].taken);
        assert_int_equal(value, numbers[i].value);
    }
}

static void packets_of_all_shapes(void **state)
{
    (void)state;
    struct svdat_maker file = {0};
    struct ht_svdat_packet packets[16];
    size_t count;
    uint64_t end;
    static const uint32_t pcs[] = {0x40374015, 0};
    svdat_header(&file, "");
    svdat_sync(&file);
    size_t start = file.size;
    svdat_put(&file, 1, 7, 10, "");
    svdat_put(&file, 1, 9, 9, "uus", 300u, 1u, "main");
    svdat_put(&file, 1, 10, 23, "uu", 1u, 2u);
    svdat_put(&file, 1, 10, 26, "suu", "text", 0u, 0u); /* with its length before it, like all from here on */
    svdat_put(&file, 1, 10 + (UINT64_C(1) << 31), 127, "");
    svdat_alloc(&file, 1, file.last + 200, 0x3fca0000, 20, pcs);
    assert_int_equal(read_all(&file, packets, &count, &end), HT_SVDAT_END);
    assert_int_equal(count, 6);
    assert_int_equal(end, file.size);
    assert_int_equal(packets[0].offset, start);
    assert_int_equal(packets[0].id, HT_SVDAT_TRACE_START);
    assert_int_equal(packets[0].length, 0);
    assert_int_equal(packets[0].delta, 7);
    assert_int_equal(packets[1].length, 2 + 1 + 5);
    assert_int_equal(packets[2].length, 2);
    assert_int_equal(packets[3].id, 26);
    assert_int_equal(packets[3].length, 7);
    assert_int_equal(packets[4].id, 127);
    assert_int_equal(packets[4].delta, UINT32_C(1) << 31);
    assert_int_equal(packets[5].id, SVDAT_HEAP_EVENTS);
    assert_int_equal(packets[5].delta, 200);
    assert_int_equal(packets[5].core, 0); /* nothing says it */
    svdat_deinit(&file);
}

static void a_long_text_has_three_bytes_of_length(void **state)
{
    (void)state;
    struct svdat_maker file = {0};
    struct ht_svdat_packet packets[3];
    size_t count, length;
    uint64_t end;
    uint8_t payload[3 + 300] = {0xff, 300 >> 8, 300 & 0xff};
    const char *text;
    svdat_header(&file, "");
    svdat_sync(&file);
    svdat_packet(&file, 0, 1, 14, payload, sizeof payload);
    svdat_put(&file, 0, 2, 17, "");
    assert_int_equal(read_all(&file, packets, &count, &end), HT_SVDAT_END);
    assert_int_equal(count, 2);
    struct ht_svdat_payload reader = ht_svdat_payload(&packets[0]);
    assert_true(ht_svdat_text(&reader, &text, &length));
    assert_int_equal(length, 300);
    assert_false(ht_svdat_text(&reader, &text, &length));
    svdat_deinit(&file);
}

static void ids_say_the_core_where_the_header_says_so(void **state)
{
    (void)state;
    struct svdat_maker file = {.core_bits = true};
    struct ht_svdat_packet packets[5];
    size_t count;
    uint64_t end;
    static const uint32_t pcs[] = {0x40374015, 0};
    svdat_header(&file, "; ESP_Extension\n");
    svdat_sync(&file);
    for (unsigned core = 0; core < 2; core++) {
        svdat_put(&file, core, 1, 4, "u", 11u);
        svdat_alloc(&file, core, 2, 0x3fca0000, 20, pcs);
    }
    assert_int_equal(read_all(&file, packets, &count, &end), HT_SVDAT_END);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(packets[i].core, i / 2);
        assert_int_equal(packets[i].id, i % 2 ? SVDAT_HEAP_EVENTS : 4u);
    }
    svdat_deinit(&file);
}

static void a_number_too_large_is_damage(void **state)
{
    (void)state;
    struct svdat_maker file = {0};
    struct ht_svdat_packet packets[3];
    size_t count;
    uint64_t end;
    static const uint8_t bad[] = {4, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0};
    svdat_header(&file, "");
    svdat_sync(&file);
    svdat_put(&file, 0, 1, 17, "");
    size_t place = file.size;
    svdat_bytes(&file, bad, sizeof bad);
    assert_int_equal(read_all(&file, packets, &count, &end), HT_SVDAT_DAMAGED);
    assert_int_equal(count, 1);
    assert_int_equal(end, place);
    svdat_deinit(&file);
}

static void a_second_stream_begins_where_the_header_says(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t size; /* behind the header */
        unsigned streams;
        bool cut;
    } files[] = {
        {"; Offset Core0 0\n; Offset Core1 20\n", 40, 2, false},
        {"; Offset Core1\t20\n", 20, 2, false},
        {"; Offset Core1 20\n", 19, 2, true},
        {"; Offset Core1 9\n", 40, 1, false},
        {"; Offset Core1 x\n", 40, 1, false},
        {"; Offset Core1 99999999999999999999\n", 40, 1, false},
        {"; Offset Core1 20\n; ESP_Extension\n", 40, 1, false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct svdat_maker file = {0};
        struct ht_pieces pieces;
        struct ht_svdat_layout layout;
        svdat_header(&file, files[i].header);
        size_t header = file.size;
        for (size_t k = 0; k < files[i].size; k++)
            svdat_bytes(&file, "", 1);
        ht_pieces_init_memory(&pieces, "a.svdat", file.bytes, file.size);
        assert_null(ht_svdat_layout(&pieces, &layout));
        assert_int_equal(layout.streams, files[i].streams);
        assert_int_equal(layout.begin[0], header + 10);
        assert_int_equal(layout.cut, files[i].cut);
        if (layout.streams == 2 && !layout.cut)
            assert_int_equal(layout.begin[1], header + 20);
        assert_int_equal(layout.end[layout.streams - 1], file.size);
        svdat_deinit(&file);
    }
}

static void no_packets_behind_the_header(void **state)
{
    (void)state;
    static const char *const bodies[] = {"", "\0\0\0\0\0\0\0\0\0", "\0\0\0\0\0\0\0\0\0\1"};
    static const size_t sizes[] = {0, 9, 10};
    for (size_t i = 0; i < 3; i++) {
        struct svdat_maker file = {0};
        struct ht_pieces pieces;
        struct ht_svdat_layout layout;
        svdat_header(&file, "");
        svdat_bytes(&file, bodies[i], sizes[i]);
        ht_pieces_init_memory(&pieces, "a.svdat", file.bytes, file.size);
        struct ht_error *error = ht_svdat_layout(&pieces, &layout);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        assert_string_equal(error->path, "a.svdat");
        assert_string_equal(error->message, "no SystemView packets stand behind the header, at byte 72");
        ht_error_destroy(error);
        svdat_deinit(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_begins_like_a_recording),
        cmocka_unit_test(numbers_end_where_they_should),
        cmocka_unit_test(packets_of_all_shapes),
        cmocka_unit_test(a_long_text_has_three_bytes_of_length),
        cmocka_unit_test(ids_say_the_core_where_the_header_says_so),
        cmocka_unit_test(a_number_too_large_is_damage),
        cmocka_unit_test(a_second_stream_begins_where_the_header_says),
        cmocka_unit_test(no_packets_behind_the_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
