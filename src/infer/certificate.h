/*
 * Which certificate's name is it? The certificate-bundle leak (esp-idf #18550) leaves behind one X.509 name in pieces.
 *
 * esp_crt_ca_cb_callback() copies the issuer's name in DER (subject_raw) and, for each of its attributes, the object
 * identifier and the value (esp_crt_copy_asn1 in components/mbedtls/esp_crt_bundle/esp_crt_bundle.c). By DER (X.690)
 * and RFC 5280 section 4.1.2.4 an attribute with an OID of o bytes and a value of v bytes, both under 128, takes
 * o + v + 8 bytes of the name (SET, SEQUENCE, OBJECT IDENTIFIER and string headers of 2 bytes each), and the name's
 * own SEQUENCE header takes 2, from 128 bytes on 3, from 256 on 4. So the sizes alone prove what they are.
 */
#ifndef HT_INFER_CERTIFICATE_H
#define HT_INFER_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Are these sizes (ascending, count of them) one name with its OIDs and values? attributes tells how many, unless it is
 * NULL. */
bool ht_certificate_is_name(const uint32_t *sizes, size_t count, unsigned *attributes);

/*
 * The root certificate whose name leaves these sizes ("ISRG Root X1"), or NULL when the table has none. Sizes do not
 * tell ISRG Root X1 from X2, or DigiCert Global Root G2 from CA and G3: the most common one stands for its family.
 */
const char *ht_certificate_root(const uint32_t *sizes, size_t count);

#endif
