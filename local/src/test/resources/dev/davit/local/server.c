/*
 * A web server for tests: answers every request on $PORT with its release, process id and user. What else it does, its arguments
 * say:
 *   exit CODE        end at once with this code
 *   status CODE      answer with this status
 *   port PORT        listen there, whatever $PORT says
 *   deaf             listen nowhere
 *   stubborn         ignore SIGTERM
 *   chatty           write a line for every request
 *   slow SECONDS     take that long for GET /slow
 *   spawn            start a child that sleeps for an hour
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int status = 200;
static int chatty = 0;
static int slow = 0;
static pid_t self;

static void answer(int client) {
    char request[8192];
    size_t length = 0;
    for (;;) {
        ssize_t got = read(client, request + length, sizeof request - 1 - length);
        if (got <= 0) {
            return;
        }
        length += got;
        request[length] = 0;
        char *end = strstr(request, "\r\n\r\n");
        if (!end) {
            continue;
        }
        if (chatty) {
            printf("%.*s\n", (int) (strchr(request, '\r') - request), request);
            fflush(stdout);
        }
        if (slow && !strncmp(request, "GET /slow", 9)) {
            sleep(slow);
        }
        if (!strncmp(request, "GET /crash", 10)) {
            printf("asked to crash\n");
            fflush(stdout);
            kill(self, SIGABRT);
            pause();
        }
        char body[512];
        const char *release = getenv("DAVIT_RELEASE");
        const char *greeting = getenv("GREETING");
        int size = snprintf(body, sizeof body, "%s %s pid=%d uid=%d home=%s\n", greeting ? greeting : "Hello",
                            release ? release : "-", self, getuid(), getenv("HOME") ? getenv("HOME") : "-");
        char head[256];
        int headSize = snprintf(head, sizeof head, "HTTP/1.1 %d Test\r\nContent-Length: %d\r\n\r\n", status, size);
        if (write(client, head, headSize) < 0 || write(client, body, size) < 0) {
            return;
        }
        length = 0;
    }
}

int main(int argc, char **argv) {
    const char *told = getenv("PORT");
    int port = told ? atoi(told) : 5000;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "exit")) {
            printf("cannot go on\n");
            return atoi(argv[i + 1]);
        } else if (!strcmp(argv[i], "status")) {
            status = atoi(argv[++i]);
        } else if (!strcmp(argv[i], "port")) {
            port = atoi(argv[++i]);
        } else if (!strcmp(argv[i], "slow")) {
            slow = atoi(argv[++i]);
        } else if (!strcmp(argv[i], "chatty")) {
            chatty = 1;
        } else if (!strcmp(argv[i], "stubborn")) {
            signal(SIGTERM, SIG_IGN);
        } else if (!strcmp(argv[i], "spawn")) {
            if (fork() == 0) {
                sleep(3600);
                return 0;
            }
        } else if (!strcmp(argv[i], "deaf")) {
            for (;;) {
                pause();
            }
        }
    }
    self = getpid();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = INADDR_ANY};
    if (bind(server, (struct sockaddr *) &address, sizeof address) || listen(server, 128)) {
        perror("listen");
        return 1;
    }
    printf("listening on %d\n", port);
    fflush(stdout);
    for (;;) {
        int client = accept(server, 0, 0);
        if (client >= 0 && fork() == 0) {
            close(server);
            answer(client);
            _exit(0);
        }
        close(client);
    }
}
