// A plugin of QEMU's user mode that counts the instructions of each thread. A call of umask with a value of 0700 or more is a mark: the plugin writes
// the value and the thread's count so far to its output, `-plugin count.so,marks=<path>`. The types are those of QEMU's plugin interface, version 1 and 2.
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#ifndef INTERFACE
#define INTERFACE 1
#endif
#define MAX_THREADS 256
#define FIRST_MARK 0700

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
/** The beginning of QEMU's own structure. */
struct guest {
    const char *target_name;
};
typedef void (*on_syscall)(plugin_id, unsigned, int64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                           uint64_t, uint64_t);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*on_block)(plugin_id, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*on_run)(unsigned, void *), int flags,
                                          void *instructions);
void qemu_plugin_register_vcpu_syscall_cb(plugin_id id, on_syscall callback);

EXPORT int qemu_plugin_version = INTERFACE;
EXPORT int qemu_plugin_install(plugin_id id, const struct guest *guest, int argc, char **argv);

static uint64_t counts[MAX_THREADS];
static int64_t umask_number;
static FILE *output;

static void count(unsigned thread, void *instructions)
{
    if (thread < MAX_THREADS) counts[thread] += (uintptr_t)instructions;
}

static void translate(plugin_id id, struct qemu_plugin_tb *tb)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, count, 0, (void *)(uintptr_t)qemu_plugin_tb_n_insns(tb));
}

static void mark(plugin_id id, unsigned thread, int64_t number, uint64_t value, uint64_t b, uint64_t c, uint64_t d,
                 uint64_t e, uint64_t f, uint64_t g, uint64_t h)
{
    (void)id, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    if (number != umask_number || value < FIRST_MARK || thread >= MAX_THREADS) return;
    fprintf(output, "%" PRIu64 " %" PRIu64 "\n", value - FIRST_MARK, counts[thread]);
    fflush(output);
}

EXPORT int qemu_plugin_install(plugin_id id, const struct guest *guest, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "marks=", 6) == 0) output = fopen(argv[i] + 6, "w");
    }
    if (strcmp(guest->target_name, "aarch64") == 0) umask_number = 166;
    else if (strcmp(guest->target_name, "x86_64") == 0) umask_number = 95;
    if (output == NULL || umask_number == 0) return -1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_vcpu_syscall_cb(id, mark);
    return 0;
}
