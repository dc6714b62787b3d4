/* lgamma_r() is in glibc, musl and the BSDs, beside the standards. */
#define _DEFAULT_SOURCE

#include "base/gamma.h"

#include <math.h>

double ht_log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}
