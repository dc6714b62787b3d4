/*
 * The one reader of whole numbers that stand as digits in text. It reads no sign, no white space and no more than it
 * is given, and a number that is too large is no number.
 */
#ifndef HT_BASE_NUMBER_H
#define HT_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Hexadecimal digits, upper or lower case, with or without 0x, as printf's %p writes an address; "(nil)" is 0. True
 * when all of the text is such a number of at most 32 bits; *ret is untouched otherwise.
 */
bool ht_number_hex32(const char *text, size_t length, uint32_t *ret);

/* The number that text begins with, of at most 8 hex digits; returns how many there are, 0 too. */
size_t ht_number_hex_digits(const char *text, size_t length, uint32_t *ret);

/* Decimal digits, at most max. True when all of the text is such a number; *ret is untouched otherwise. */
bool ht_number_decimal(const char *text, size_t length, uint64_t max, uint64_t *ret);

/*
 * The same with a K (1024), M (1024 squared) or G behind the digits, upper or lower case, and B or iB behind that if
 * one likes: a number of bytes.
 */
bool ht_number_bytes(const char *text, size_t length, uint64_t max, uint64_t *ret);

#endif
