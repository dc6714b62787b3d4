/*
 * Scores the analysis against a corpus of dumps whose truth is known.
 *
 *     score [-v] labelled CORPUS ELF [FIGURE=LIMIT]...
 *     score [-v] observed CORPUS [FIGURE=LIMIT]...
 *
 * labelled.c and observed.c say what the figures are; -v also says what was wrong on each device. A figure beyond its
 * limit is a failure. Exit: 0, 1 for a failure, 2 when the corpus cannot be read.
 */
#include "score.h"

int main(int argc, char **argv)
{
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    argv += verbose;
    argc -= verbose;
    if (argc > 3 && strcmp(argv[1], "labelled") == 0)
        return score_labelled(argv[2], argv[3], verbose, argv + 4) ? 0 : 1;
    if (argc > 2 && strcmp(argv[1], "observed") == 0)
        return score_observed(argv[2], verbose, argv + 3) ? 0 : 1;
    fputs("usage: score [-v] labelled CORPUS ELF [FIGURE=LIMIT]...\n"
          "       score [-v] observed CORPUS [FIGURE=LIMIT]...\n",
          stderr);
    return 2;
}
