/*
 * A pretended serial port: `pretended_port NAME-FILE LOG` makes a terminal, writes its name to the file, waits until
 * somebody opens it, and then sends the log, a part at a time. Exit status 1 when the port was left as a terminal for
 * people, which changes what goes through it; checked at the end. Exit status 3: this machine has no terminals to lend.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { PART = 512, PAUSE_MS = 20, PATIENCE_MS = 20000 };

static void die(const char *what)
{
    perror(what);
    exit(2);
}

int main(int argc, char **argv)
{
    int port = posix_openpt(O_RDWR | O_NOCTTY);
    if (port < 0 || grantpt(port) || unlockpt(port) || !ptsname(port) || access(ptsname(port), R_OK | W_OK))
        return 3;
    if (argc != 3)
        die("pretended_port");
    /* While nobody has it open, it is hung up: that is seen once it was open. */
    close(open(ptsname(port), O_RDWR | O_NOCTTY));
    FILE *name = fopen(argv[1], "w"), *log = fopen(argv[2], "rb");
    if (!name || !log)
        die("pretended_port");
    fprintf(name, "%s\n", ptsname(port));
    fclose(name);
    struct pollfd look = {.fd = port, .events = POLLIN};
    for (int waited = 0; poll(&look, 1, 0) >= 0 && (look.revents & POLLHUP); waited += PAUSE_MS) {
        if (waited > PATIENCE_MS)
            return 2;
        poll(NULL, 0, PAUSE_MS);
    }
    poll(NULL, 0, 10 * PAUSE_MS); /* until it is set up */
    char part[PART];
    size_t count;
    while ((count = fread(part, 1, sizeof part, log)) > 0) {
        if (write(port, part, count) != (ssize_t)count)
            die("pretended_port");
        poll(NULL, 0, PAUSE_MS);
    }
    struct termios settings;
    if (tcgetattr(port, &settings))
        die("pretended_port");
    int is_raw = !(settings.c_lflag & (ICANON | ECHO | ISIG)) && !(settings.c_iflag & (ICRNL | IXON | ISTRIP));
    int is_fast = cfgetispeed(&settings) == B230400;
    /* The other side reads what is there before it is hung up. */
    for (int waited = 0; poll(&look, 1, 0) >= 0 && !(look.revents & POLLHUP) && waited < PATIENCE_MS;
         waited += PAUSE_MS)
        poll(NULL, 0, PAUSE_MS);
    return !is_raw || !is_fast;
}
