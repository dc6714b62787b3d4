#include "dump_fixture.h"

#include <stdio.h>

#include "cost.h"
#include "dump/own_line.h"

/* Two lines of one emitter each; all tell of 84 bytes at 0x3fcb964c from 0x40376321 and 0x42008096. */
static const char *const emitters[] = {
    "I (61236) leak:   [0] 84 B @ 0x3fcb964c <- 0x40376321 0x42008096\n"
    "I (61238) leak:   [1] 84 B @ 0x3fcb96b0 <- 0x40376321 0x42008096\n",
    "LEAK size=84 ptr=0x3fcb964c bt=0x40376321,0x42008096\nLEAK size=84 ptr=0x3fcb96b0 bt=0x40376321,0x42008096\n",
    "0x3fcb964c 84 0x40376321:0x42008096\n0x3fcb96b0 84 0x40376321:0x42008096\n",
    "84;0x3fcb964c;0x40376321;0x42008096\n84;0x3fcb96b0;0x40376321;0x42008096\n",
    "#1 | 0x3fcb964c | 84 bytes | 0x40376321 | 0x42008096 | 0x0\n#2 | 0x3fcb96b0 | 84 bytes | 0x40376321 | 0x42008096 "
    "| 0x0\n",
    "W (5) mem: noch belegt: 84 Byte bei 0x3fcb964c von 0x40376321, 0x42008096\n"
    "W (6) mem: noch belegt: 84 Byte bei 0x3fcb96b0 von 0x40376321, 0x42008096\n",
    "tama\xc3\xb1o: 84 bloque: 0x3fcb964c llamadas: 0x40376321 0x42008096\ntama\xc3\xb1o: 84 bloque: 0x3fcb96b0 "
    "llamadas: 0x40376321 0x42008096\n",
    "[ 61236][I][main.cpp:42] dump(): 0x3fcb964c len 84 from 0x40376321/0x42008096\n"
    "[ 61240][I][main.cpp:42] dump(): 0x3fcb96b0 len 84 from 0x40376321/0x42008096\n",
    "alloc {addr: 3fcb964c, sz: 84, pcs: [40376321, 42008096]}\nalloc {addr: 3fcb96b0, sz: 84, pcs: [40376321, "
    "42008096]}\n",
    "0x40376321 < 0x42008096 : 84B 0x3fcb964c\n0x40376321 < 0x42008096 : 84B 0x3fcb96b0\n",
    "cpu=1 cc=0x2e9b7384 size=84 0x3fcb964c 0x40376321 0x42008096\ncpu=1 cc=0x2e9c7384 size=84 0x3fcb96b0 0x40376321 "
    "0x42008096\n",
    "t=1200 task=mqtt 84 B 0x3fcb964c 0x40376321 0x42008096\nt=1300 task=mqtt 84 B 0x3fcb96b0 0x40376321 0x42008096\n",
    "x3 84B 0x3fcb964c 0x40376321 0x42008096\nx2 84B 0x3fcb96b0 0x40376321 0x42008096\n",
    "12:00:01.123 -> HEAP,0x3fcb964c,84,0x40376321,0x42008096\n12:00:01.125 -> "
    "HEAP,0x3fcb96b0,84,0x40376321,0x42008096\n",
    "\x1b[0;33mlive\t0x3FCB964C\t84\t0x40376321\t0x42008096\x1b[0m\r\nlive\t0x3FCB96B0\t84\t0x40376321\t0x42008096\r\n",
    "heap\t1\t84\t0x3fcb964c\t0x40376321\t0x42008096\nheap\t2\t84\t0x3fcb9700\t0x40376321\t0x42008096\n"
    "heap\t3\t84\t0x3fcb96b0\t0x40376321\t0x42008096\n",
    "84 7 0x3fcb964c 0x40376321 0x42008096\n84 8 0x3fcb9700 0x40376321 0x42008096\n"
    "90 9 0x3fcb96b0 0x40376321 0x42008096\n",
    "MEM[1] PTR 0X3FCB964C LEN 84 PC 0X40376321 0X42008096\nMEM[2] PTR 0X3FCB96B0 LEN 84 PC 0X40376321 0X42008096\n",
    "t_us=1200000 mem 0x3fcb964c size 84 stack 0x40376321 0x42008096\nt_us=1300000 mem 0x3fcb96b0 size 84 stack "
    "0x40376321 0x42008096\n",
    "84 bytes 0x3fcb964c freed=0 pc 0x40376321 0x42008096\n84 bytes 0x3fcb96b0 freed=no pc 0x40376321 0x42008096\n",
    "I (9) \xe5\x86\x85\xe5\xad\x98: 0x3fcb964c 84 \xe5\xad\x97\xe8\x8a\x82 0x40376321/0x42008096\n"
    "I (9) \xe5\x86\x85\xe5\xad\x98: 0x3fcb96b0 84 \xe5\xad\x97\xe8\x8a\x82 0x40376321/0x42008096\n",
    "84 octets, bloc 0x3fcb964c, appel 0x40376321 > 0x42008096\n84 octets, bloc 0x3fcb96b0, appel 0x40376321 > "
    "0x42008096\n",
    "0x3fcb964c (84) => 0x40376321 => 0x42008096\n0x3fcb96b0 (84) => 0x40376321 => 0x42008096\n",
    "p=0x3fcb964c n=84 by=[0x40376321<-0x42008096]\np=0x3fcb96b0 n=84 by=[0x40376321<-0x42008096]\n",
};

static void emitters_of_many_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof emitters / sizeof *emitters; i++) {
        struct dump_fixture f;
        dump_text(&f, emitters[i]);
        if (f.error)
            fail_msg("%s%s", emitters[i], f.error->message);
        assert_true(f.window->record_count >= 2);
        const struct ht_record *record = f.window->records;
        const struct ht_chain *chain = &f.trace.chains.items[record->chain];
        if (record->size != 84 || record->addr != 0x3fcb964c || chain->depth != 2 || chain->pcs[0] != 0x40376321 ||
            chain->pcs[1] != 0x42008096)
            fail_msg("%s", emitters[i]);
        assert_int_equal(f.window->records[f.window->record_count - 1].addr, 0x3fcb96b0);
        assert_int_equal(f.window->warning_count, 1);
        assert_string_equal(f.window->warnings[0].code, "own-lines");
        dump_done(&f);
    }
}

static void what_else_the_words_tell(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, emitters[10]);
    assert_int_equal(f.window->records[0].ccount, 0x2e9b7385);
    assert_int_equal(f.window->records[0].cpu, 1);
    assert_false(f.window->untimed);
    dump_done(&f);
    dump_text(&f, emitters[11]);
    assert_int_equal(f.window->records[1].t_us, 1300000);
    assert_string_equal(f.trace.tasks[f.window->records[0].task - 1], "mqtt");
    assert_true(f.window->untimed);
    dump_done(&f);
    dump_text(&f, emitters[12]);
    assert_int_equal(f.window->record_count, 5);
    assert_true(f.window->unordered);
    dump_done(&f);
    dump_text(&f, "84 B 0x3fcb964c 0x42008096\n85 B 0x3fcb964c 0x42008096 freed\n");
    assert_int_equal(f.window->record_count, 1);
    assert_int_equal(f.window->freed_count, 1);
    dump_done(&f);
    assert_warned(emitters[0], "own-lines", 1, 1,
                  "lines of the project's own are taken for records: here size 84 (by its unit), block 0x3fcb964c, 2 "
                  "callers from 0x40376321");
}

/* One alone, or two that differ, prove nothing; nor do lines that lack something. */
/* Sizes in groups of three digits, where a name or a unit tells that it is one number. */
/* Below the header that heap_trace_dump() prints, and which counts them. */
static void below_a_header(void **state)
{
    (void)state;
#define OWN "84 B @ 0x3fcb964c <- 0x40376321 0x42008096\n84 B @ 0x3fcb96b0 <- 0x40376321 0x42008096\n"
    struct dump_fixture f;
    dump_text(&f, "====== Heap Trace: 5 records (8 capacity) ======\n" OWN);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.window->capacity, 8);
    assert_int_equal(f.window->missing, 3);
    assert_int_equal(f.window->warning_count, 2);
    assert_string_equal(f.window->warnings[0].code, "own-lines");
    assert_string_equal(f.window->warnings[1].message, "the dump says it holds 5 records, and 2 stand there");
    dump_done(&f);
    dump_text(&f, "====== Heap Trace: 2 records (8 capacity) ======\n" OWN);
    assert_null(f.error);
    assert_int_equal(f.window->warning_count, 1);
    dump_done(&f);
}

static void grouped_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t size;
    } cases[] = {
        {"size=1,024 0x3fcb964c 0x40376321\nsize=1,024 0x3fcb96b0 0x40376321\n", 1024},
        {"1.024 Bytes 0x3fcb964c 0x40376321\n1.024 Bytes 0x3fcb96b0 0x40376321\n", 1024},
        {"1'048'576B 0x3fcb964c 0x40376321\n1'048'576B 0x3fcb96b0 0x40376321\n", 1048576},
        {"size=84,123 B 0x3fcb964c 0x40376321\nsize=84,123 B 0x3fcb96b0 0x40376321\n", 84123},
        {"size=84,12 0x3fcb964c 0x40376321\nsize=84,12 0x3fcb96b0 0x40376321\n", 84},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dump_fixture f;
        dump_text(&f, cases[i].text);
        if (f.error)
            fail_msg("%s", cases[i].text);
        assert_int_equal(f.window->records[0].size, cases[i].size);
        dump_done(&f);
    }
}

static void lines_that_are_no_records(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "84 B @ 0x3fcb964c <- 0x40376321",
        "84 B @ 0x3fcb964c <- 0x40376321\n0x40376321 size=84 0x3fcb964c",
        "84 B @ 0x3fcb964c\n84 B @ 0x3fcb96b0",
        "84 B by 0x40376321\n84 B by 0x40376321",
        "0x3fcb964c by 0x40376321\n0x3fcb96b0 by 0x40376321",
        "7 84 0x3fcb964c by 0x40376321\n8 84 0x3fcb96b0 by 0x40376321",
        "84 B 0x3fcb964c to 0x3fcb96b0 by 0x40376321\n84 B 0x3fcb964c to 0x3fcb96b0 by 0x40376321",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_refused(lines[i], 0, 0, "no heap_trace dump stands in this text", "heap_trace_dump()");
}

/* The formats of ESP-IDF's own log lines, of boots, panics and applications. %u and %x: a number, an address. */
static const char *const log_formats[] = {
    "ESP-ROM:esp32s3-2021%u",
    "rst:0x%x (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)",
    "load:0x3fce%x,len:0x%x",
    "entry 0x403c9%x",
    "I (%u) boot: ESP-IDF v5.3.1 2nd stage bootloader",
    "I (%u) esp_image: segment 0: paddr=00010020 vaddr=3c05%x size=1a2ech (%u) map",
    "I (%u) esp_image: segment 1: paddr=0002a314 vaddr=3fc9%x size=02b5ch (%u) load",
    "I (%u) heap_init: At 3FC9%x len 00010000 (64 KiB): RAM",
    "I (%u) heap_init: At 3FCF%x len 0000%u (5 KiB): DRAM",
    "I (%u) cpu_start: Pro cpu start user code",
    "I (%u) cpu_start: cpu freq: 240000000 Hz",
    "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
    "PC      : 0x4200%x  PS      : 0x00060730  A0      : 0x8200%x  A1      : 0x3fc9%x",
    "A2      : 0x00000000  A3      : 0x3c02%x  A4      : 0x00000001  A5      : 0x3fc9%x",
    "Backtrace: 0x4200%x:0x3fc9%x 0x4200%x:0x3fc9%x 0x4200%x:0x3fc9%x",
    "abort() was called at PC 0x4200%x on core 0",
    "assert failed: xQueueSemaphoreTake queue.c:%u (( pxQueue ))",
    "CORRUPT HEAP: Bad head at 0x3fc9%x. Expected 0xabba1234 got 0x%x",
    "I (%u) wifi:state: init -> auth (b0)",
    "I (%u) wifi:<ba-add>idx:0 (ifx:0, aa:bb:cc:dd:ee:ff), tid:0, ssn:%u, winSize:64",
    "I (%u) esp_netif_handlers: sta ip: 192.168.1.%u, mask: 255.255.255.0, gw: 192.168.1.1",
    "D (%u) task: created worker stack 0x3fc9%x entry 0x4200%x size %u",
    "D (%u) event: handler 0x4200%x arg 0x3fc9%x size %u",
    "I (%u) app: free heap %u bytes, largest %u bytes",
    "D (%u) timer: 0x3fc9%x period %u callback 0x4200%x alarm %u",
    "I (%u) httpd: sent %u bytes from 0x3fc9%x",
    "E (%u) task_wdt:  - IDLE0 (CPU 0)",
    "D (%u) queue: 0x3fc9%x items %u size %u",
    "Core  0 register dump:",
    "MEPC    : 0x4200%x  RA      : 0x4200%x  SP      : 0x3fc9%x  GP      : 0x3fc8%x",
    "Stack memory:",
    "3fc9%x: 0x00000000 0x3fc9%x 0x4200%x 0x0000%u 0x3fc8%x 0x4200%x 0x00000001 0xa5a5a5a5",
    "I (%u) esp_psram: Adding pool of %uK of PSRAM memory to heap allocator",
    "I (%u) spi_flash: detected chip: gd",
    "I (%u) app_init: Compile time:     Sep  3 2024 10:%u:11",
    "I (%u) app_init: ELF file SHA256:  9c6f9a0c%x...",
    "I (%u) main_task: Calling app_main()",
    "I (%u) phy_init: phy_version %u,8b8ce15,Dec 20 2023,20:%u:53",
    "W (%u) httpd_txrx: httpd_sock_err: error in recv : %u",
    "E (%u) esp-tls-mbedtls: read error :-0x%x:",
    "I (%u) mqtt_client: Sending MQTT CONNECT message, type: 1, id: %u",
    "***ERROR*** A stack overflow in task wifi has been detected.",
    "Task name: wifi stack base 0x3fc9%x size 3584 high water %u pc 0x4200%x",
    "[%u][I][WiFiGeneric.cpp:%u] _arduino_event_cb(): STA IP: 192.168.1.%u",
    "#0  0x4200%x in app_main () at main.c:%u",
    "  #1 0x4200%x:0x3fc9%x in vTaskDelay at tasks.c:%u",
    "Heap summary for capabilities 0x00001800:",
    "  At 0x3fc9%x len %u free %u allocated %u min_free %u",
    "    largest_free_block %u alloc_blocks %u free_blocks %u total_blocks %u",
    "block 0x3fc9%x data, size: %u bytes, Free: No",
    "task created: fn=0x4200%x stack=0x3fc9%x bytes=%u",
};

static unsigned random_number(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static void ordinary_logs(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (unsigned log = 0; log < 200; log++) {
        char text[16384] = "";
        size_t length = 0;
        for (unsigned i = 0; i < 100; i++) {
            const char *format = log_formats[random_number(&seed) % (sizeof log_formats / sizeof *log_formats)];
            for (; *format; format++) {
                int wide = *format == '%' ? format[1] == 'x' ? 4 : 1 : 0;
                if (!wide)
                    text[length++] = *format;
                else
                    length += (size_t)sprintf(text + length, *++format == 'x' ? "%04x" : "%u", random_number(&seed));
            }
            text[length++] = '\n';
        }
        struct dump_fixture f;
        dump_bytes(&f, text, length, (struct ht_dump_settings){0});
        if (!f.error)
            fail_msg("line %zu: %s\n%s", f.window->warnings[0].line, f.window->warnings[0].message, text);
        dump_done(&f);
    }
}

static void ten_thousand_callers(void **state)
{
    (void)state;
    char *text = malloc(400000), *end = text;
    assert_non_null(text);
    for (int line = 0; line < 2; line++) {
        end += sprintf(end, "84 B 0x3fcb964c");
        for (int i = 0; i < 10000; i++)
            end += sprintf(end, " 0x42008096");
        end += sprintf(end, "\n");
    }
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.trace.chains.items[f.window->records[0].chain].depth, HT_CHAIN_DEPTH_MAX);
    assert_int_equal(f.window->warning_count, 2);
    assert_string_equal(f.window->warnings[1].message,
                        "2 lines hold more than 256 callers, of which the first 256 are taken");
    dump_done(&f);
    free(text);
}

/* Long lines in which each word could begin a longer one: they were read again for each of them, for minutes. */
static void words_without_end(void **state)
{
    (void)state;
    static const char *const words[] = {"0a", "1,234", ",234", "0x"};
    enum { LINE = 65000, LINES = 16 };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        char *text = malloc(LINES * LINE + 1);
        assert_non_null(text);
        for (size_t pos = 0; pos < LINES * LINE; pos++)
            text[pos] = pos % LINE ? words[i][pos % LINE % length] : '\n';
        text[LINES * LINE] = '\0';
        struct dump_fixture f;
        double start = cost_now();
        dump_text(&f, text);
        assert_cheap_since(start);
        assert_non_null(f.error);
        dump_done(&f);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(emitters_of_many_shapes),
        cmocka_unit_test(what_else_the_words_tell),
        cmocka_unit_test(lines_that_are_no_records),
        cmocka_unit_test(below_a_header),
        cmocka_unit_test(grouped_sizes),
        cmocka_unit_test(ordinary_logs),
        cmocka_unit_test(ten_thousand_callers),
        cmocka_unit_test(words_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
