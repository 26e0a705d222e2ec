/*
 * Runs the commands of a plan one after the other and says what each took. C, because it must be smaller
 * than what it measures: a program that is started by another is charged with the memory that the
 * other has at that moment (exec_mmap of the kernel), so a spawner of 50 MB could see no peak below 50 MB.
 *
 * The plan comes from standard input, one command a line, words separated by tabs:
 *
 *   LABEL \t PROGRAM \t ARGUMENT ...   runs it; its output goes to the file "errors"
 *   LABEL \t @wait                     waits for every orphan to end: containers that have outlived their runtime
 *   LABEL \t @hold                     adds up the memory of all other processes in the PID namespace
 *
 * and each line is answered on standard output by
 *
 *   LABEL \t NANOSECONDS \t KIB \t STATUS
 *
 * KIB is the largest resident set among the process and the descendants that it waited for, or among the orphans:
 * wait4(2), getrusage(2). The spawner adopts the orphans (PR_SET_CHILD_SUBREAPER), so that what a runtime
 * leaves to become the container is counted as well. For @hold it is the sum of the proportional set sizes:
 * proc_pid_smaps(5). STATUS is the exit code, 128 + signal, or 255 when an orphan did not end within ten seconds.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORDS 64
#define ORPHAN_LIMIT_NS 10000000000LL

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void answer(const char *label, long long took_ns, long peak_kib, int status) {
  printf("%s\t%lld\t%ld\t%d\n", label, took_ns, peak_kib, status);
}

static void run(const char *label, char **argv, posix_spawn_file_actions_t *files) {
  static char *environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", NULL};
  pid_t pid;
  struct rusage usage;
  int status;
  long long start_ns = now_ns();
  int error = posix_spawnp(&pid, argv[0], files, NULL, argv, environment);
  if (error != 0) {
    errno = error;
    fail(argv[0]);
  }
  while (wait4(pid, &status, 0, &usage) < 0)
    if (errno != EINTR) fail("wait4");
  answer(label, now_ns() - start_ns, usage.ru_maxrss, code_of(status));
}

static void wait_for_orphans(const char *label) {
  long peak_kib = 0;
  long long start_ns = now_ns();
  for (;;) {
    struct rusage usage;
    pid_t pid = wait4(-1, NULL, WNOHANG, &usage);
    if (pid < 0) {
      if (errno != ECHILD) fail("wait4");
      answer(label, now_ns() - start_ns, peak_kib, 0);
      return;
    }
    if (pid > 0) {
      if (usage.ru_maxrss > peak_kib) peak_kib = usage.ru_maxrss;
    } else if (now_ns() - start_ns > ORPHAN_LIMIT_NS) {
      answer(label, now_ns() - start_ns, peak_kib, 255);
      return;
    } else {
      usleep(200);
    }
  }
}

static long proportional_kib(const char *pid) {
  char path[300];
  char line[256];
  long kib = 0;
  FILE *file;
  snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
  file = fopen(path, "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "Pss: %ld kB", &kib) == 1) break;
  fclose(file);
  return kib;
}

static void add_up_memory(const char *label) {
  long kib = 0;
  struct dirent *entry;
  DIR *processes = opendir("/proc");
  if (processes == NULL) fail("/proc");
  while ((entry = readdir(processes)) != NULL)
    if (isdigit(entry->d_name[0]) && atoi(entry->d_name) != getpid()) kib += proportional_kib(entry->d_name);
  closedir(processes);
  answer(label, 0, kib, 0);
}

int main(void) {
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  posix_spawn_file_actions_t files;

  if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) fail("prctl");
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "errors", O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&files, 1, 2);

  while ((length = getline(&line, &size, stdin)) > 0) {
    char *words[MAX_WORDS + 1] = {NULL};
    size_t count = 0;
    if (line[length - 1] == '\n') line[length - 1] = '\0';
    for (char *rest = line; rest != NULL && count < MAX_WORDS;) words[count++] = strsep(&rest, "\t");
    if (count < 2) fail("a line without a command");
    if (strcmp(words[1], "@wait") == 0) wait_for_orphans(words[0]);
    else if (strcmp(words[1], "@hold") == 0) add_up_memory(words[0]);
    else run(words[0], words + 1, &files);
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
