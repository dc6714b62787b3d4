/*
 * The format `symbols`: one line a distinct PC in ascending order, as `addr2line -a -f -p -i -C` lays it out.
 */
#ifndef HT_REPORT_SYMBOLS_H
#define HT_REPORT_SYMBOLS_H

#include "report/writer.h"

/*
 * Writes each PC of the report's frames:
 *
 *     0x420000fd: esp_crt_copy_asn1 at /path/esp_crt_bundle.c:440
 *      (inlined by) esp_crt_ca_cb_callback at /path/esp_crt_bundle.c:515
 *
 * The address is the PC as it was recorded. Of a PC that nobody knows addr2line says `?? ??:0`, of a symbol without a
 * line `name at ??:?`; so does this.
 */
ht_writer_fn ht_report_symbols;

#endif
