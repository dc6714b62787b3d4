/*
 * SystemView recordings (.svdat): from bytes to packets, as OpenOCD writes them when a device with
 * CONFIG_HEAP_TRACING_TOHOST is traced (`esp sysview start`, `esp sysview_mcore start`), and as SystemView itself does.
 *
 * A file begins with lines that begin with a semicolon, one of which names "SEGGER SystemView"; then comes ten times a
 * zero, and then packets to its end:
 *
 *     id           one byte, or two, seven bits in the first when its highest is set
 *     [length]     of the payload, in the same way; ids under 24 have none: their payloads are of a known shape
 *     payload      numbers of 32 bits, 7 bits a byte, lowest first; texts with their length before them
 *     delta        a number: ticks since the packet before
 *
 * (SEGGER_SYSVIEW.c, _SendPacket(); tools/esp_app_trace/espytrace/sysview.py of ESP-IDF.) Three forms of files hold
 * several cores: a file each; one stream where bit 6 of an id's last byte is the core ("; ESP_Extension" in the header;
 * ESP-IDF to v5.5); and the cores' streams one after the other ("; Offset Core1 N", N bytes behind the first zero;
 * v6.0).
 */
#ifndef HT_DUMP_SVDAT_H
#define HT_DUMP_SVDAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pieces.h"

/* No ESP32 has more cores. */
#define HT_SVDAT_CORES 2

/* How far its lines may reach. OpenOCD's take 120 bytes, SystemView's some hundreds. */
#define HT_SVDAT_HEADER_MAX ((size_t)4096)

/* SEGGER_SYSVIEW.h, SYSVIEW_EVTID_*. */
enum {
    HT_SVDAT_NOP = 0,
    HT_SVDAT_OVERFLOW = 1,
    HT_SVDAT_ISR_ENTER = 2,
    HT_SVDAT_ISR_EXIT = 3,
    HT_SVDAT_TASK_START_EXEC = 4,
    HT_SVDAT_TASK_STOP_EXEC = 5,
    HT_SVDAT_TASK_STOP_READY = 7,
    HT_SVDAT_TASK_INFO = 9,
    HT_SVDAT_TRACE_START = 10,
    HT_SVDAT_TRACE_STOP = 11,
    HT_SVDAT_SYSDESC = 14,
    HT_SVDAT_IDLE = 17,
    HT_SVDAT_ISR_TO_SCHEDULER = 18,
    HT_SVDAT_MODULEDESC = 22,
    HT_SVDAT_INIT = 24,
    HT_SVDAT_MODULE_EVENTS = 512 /* where the events of modules begin: at the first one's */
};

/* Where the packets stand in a file. */
struct ht_svdat_layout {
    unsigned streams;                                    /* 1, or as many as cores */
    uint64_t begin[HT_SVDAT_CORES], end[HT_SVDAT_CORES]; /* of each stream */
    bool core_bits;                                      /* ids say which core a packet is of */
    bool cut;                                            /* the file ends before the second stream begins */
};

/* Do the bytes begin as a recording does? */
bool ht_svdat_is(const void *bytes, size_t size);

/* HT_ERROR_INPUT with path when no packets stand behind the header. */
struct ht_error *ht_svdat_layout(struct ht_pieces *pieces, struct ht_svdat_layout *ret);

/* A stream of packets. */
struct ht_svdat {
    struct ht_pieces *pieces; /* not owned, and used by this stream alone */
    uint64_t offset;          /* of the next packet */
    bool core_bits;
};

struct ht_svdat_packet {
    uint64_t offset; /* of its first byte */
    uint32_t id;
    uint32_t delta;
    uint8_t core;           /* 0 unless ids say so */
    const uint8_t *payload; /* good until the next packet is read */
    size_t length;
};

enum ht_svdat_state {
    HT_SVDAT_PACKET,
    HT_SVDAT_END,
    HT_SVDAT_CUT,    /* the bytes end within a packet, which begins at the stream's offset */
    HT_SVDAT_DAMAGED /* what begins there is no packet: where the next one begins cannot be known */
};

/* Reads the next packet. */
struct ht_error *ht_svdat_next(struct ht_svdat *svdat, struct ht_svdat_packet *packet, enum ht_svdat_state *state);

/* A payload while it is read. */
struct ht_svdat_payload {
    const uint8_t *bytes, *end;
};

static inline struct ht_svdat_payload ht_svdat_payload(const struct ht_svdat_packet *packet)
{
    return (struct ht_svdat_payload){packet->payload, packet->payload + packet->length};
}

/* How many bytes the number takes at whose first byte it stands; 0: it is cut off; -1: it is none of 32 bits. */
static inline int ht_svdat_number(const uint8_t *bytes, const uint8_t *end, uint32_t *ret)
{
    uint32_t value = 0;
    for (int i = 0; i < 5; i++) {
        if (bytes + i == end)
            return 0;
        if (i == 4 && bytes[i] > 0xf)
            return -1;
        value |= (bytes[i] & UINT32_C(0x7f)) << (7 * i);
        if (bytes[i] < 0x80) {
            *ret = value;
            return i + 1;
        }
    }
    return -1;
}

/* The next number; false when none is whole there. */
static inline bool ht_svdat_u32(struct ht_svdat_payload *payload, uint32_t *ret)
{
    int size = ht_svdat_number(payload->bytes, payload->end, ret);
    payload->bytes += size > 0 ? size : 0;
    return size > 0;
}

/* The same for a text. */
bool ht_svdat_text(struct ht_svdat_payload *payload, const char **ret, size_t *ret_length);

#endif
