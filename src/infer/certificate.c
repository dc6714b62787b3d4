#include "infer/certificate.h"

#include <string.h>

enum { ATTRIBUTES_MAX = 12, OID_SHORT = 3 };

/*
 * Common roots, by the values of their name's attributes (country, organisation, unit, common name…), each of which
 * has an OID of 3 bytes. Source: the subject lines of the roots in the Mozilla CA Certificate Program's list, which
 * ESP-IDF's bundle is made from. Of roots whose names are of one length the most common one comes first.
 */
static const struct root {
    const char *name;
    const char *values[5];
} roots[] = {
    {"ISRG Root X1", {"US", "Internet Security Research Group", "ISRG Root X1"}},
    {"ISRG Root X2", {"US", "Internet Security Research Group", "ISRG Root X2"}},
    {"DigiCert Global Root G2", {"US", "DigiCert Inc", "www.digicert.com", "DigiCert Global Root G2"}},
    {"DigiCert Global Root CA", {"US", "DigiCert Inc", "www.digicert.com", "DigiCert Global Root CA"}},
    {"DigiCert Global Root G3", {"US", "DigiCert Inc", "www.digicert.com", "DigiCert Global Root G3"}},
    {"DigiCert High Assurance EV Root CA",
     {"US", "DigiCert Inc", "www.digicert.com", "DigiCert High Assurance EV Root CA"}},
    {"Baltimore CyberTrust Root", {"IE", "Baltimore", "CyberTrust", "Baltimore CyberTrust Root"}},
    {"GTS Root R1", {"US", "Google Trust Services LLC", "GTS Root R1"}},
    {"GlobalSign Root CA", {"BE", "GlobalSign nv-sa", "Root CA", "GlobalSign Root CA"}},
    {"GlobalSign Root CA - R3", {"GlobalSign Root CA - R3", "GlobalSign", "GlobalSign"}},
    {"Amazon Root CA 1", {"US", "Amazon", "Amazon Root CA 1"}},
    {"Starfield Services Root Certificate Authority - G2",
     {"US", "Arizona", "Scottsdale", "Starfield Technologies, Inc.",
      "Starfield Services Root Certificate Authority - G2"}},
    {"USERTrust RSA Certification Authority",
     {"US", "New Jersey", "Jersey City", "The USERTRUST Network", "USERTrust RSA Certification Authority"}},
    {"USERTrust ECC Certification Authority",
     {"US", "New Jersey", "Jersey City", "The USERTRUST Network", "USERTrust ECC Certification Authority"}},
    {"COMODO RSA Certification Authority",
     {"GB", "Greater Manchester", "Salford", "COMODO CA Limited", "COMODO RSA Certification Authority"}},
    {"AAA Certificate Services",
     {"GB", "Greater Manchester", "Salford", "Comodo CA Limited", "AAA Certificate Services"}},
    {"Go Daddy Root Certificate Authority - G2",
     {"US", "Arizona", "Scottsdale", "GoDaddy.com, Inc.", "Go Daddy Root Certificate Authority - G2"}},
    {"Entrust Root Certification Authority - G2",
     {"US", "Entrust, Inc.", "See www.entrust.net/legal-terms", "(c) 2009 Entrust, Inc. - for authorized use only",
      "Entrust Root Certification Authority - G2"}},
};

/* Bytes of a name in DER whose attributes take content bytes. */
static uint64_t name_size(uint64_t content)
{
    return content + (content < 128 ? 2 : content < 256 ? 3 : 4);
}

bool ht_certificate_is_name(const uint32_t *sizes, size_t count, unsigned *attributes)
{
    if (count < 3 || count % 2 == 0 || count > 2 * ATTRIBUTES_MAX + 1)
        return false;
    uint64_t content = 8 * (uint64_t)(count / 2);
    size_t short_oids = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        content += sizes[i];
        short_oids += sizes[i] == OID_SHORT;
    }
    /* Nearly every attribute of a name has an OID of 3 bytes (2.5.4.x): a chance sum has not. */
    if (short_oids < count / 2 || name_size(content) != sizes[count - 1])
        return false;
    if (attributes)
        *attributes = (unsigned)(count / 2);
    return true;
}

/* Is size among sizes[0..count) as often as among these values and OIDs? Both are small: count them. */
static bool same_multiset(const uint32_t *sizes, size_t count, const struct root *root)
{
    uint32_t expected[2 * ATTRIBUTES_MAX + 1];
    size_t n = 0;
    uint64_t content = 0;
    for (size_t i = 0; i < sizeof root->values / sizeof *root->values && root->values[i]; i++) {
        expected[n++] = OID_SHORT;
        expected[n++] = (uint32_t)strlen(root->values[i]);
        content += OID_SHORT + strlen(root->values[i]) + 8;
    }
    expected[n++] = (uint32_t)name_size(content);
    if (n != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < n && expected[k] != sizes[i])
            k++;
        if (k == n)
            return false;
        expected[k] = expected[--n];
    }
    return true;
}

const char *ht_certificate_root(const uint32_t *sizes, size_t count)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (same_multiset(sizes, count, &roots[i]))
            return roots[i].name;
    }
    return NULL;
}
