// Builds an engine in a separate process: an out-of-memory kill or a signal ends the build without interrupting the sound.
//   neurorack-trt-build <onnx> <plan> <fp16: 0 or 1> <workspace, MB>
// Prints `<done> <total> <phase>` as progress. Exit code: that of trt_build_run, with the reason on stderr; 20 when the plan cannot be written.
#include "neurorack_trt.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>
#include <vector>

int main(int count, char **words) {
  if (count != 5) return TRT_BAD_ARGUMENT;
  prctl(PR_SET_PDEATHSIG, SIGKILL); // without the parent process nothing uses the engine
  if (nice(10) == -1) perror("nice");
  trt_build *build = trt_build_new();
  if (build == nullptr) return TRT_OUT_OF_MEMORY;
  int code = TRT_INTERNAL;
  std::atomic<bool> isDone{false};
  std::thread printer([&] {
    std::string before;
    for (int tick = 0;; tick++) {
      const bool isLast = isDone;
      int32_t steps[2];
      char phase[128];
      trt_build_progress(build, steps, phase, sizeof phase);
      const std::string now = std::to_string(steps[0]) + " " + std::to_string(steps[1]) + " " + phase;
      if (now != before && (isLast || tick % 10 == 0)) {
        printf("%s\n", now.c_str());
        fflush(stdout);
        before = now;
      }
      if (isLast) return;
      usleep(50000);
    }
  });
  code = trt_build_run(build, words[1], atoi(words[3]), static_cast<uint64_t>(atoi(words[4])) << 20);
  isDone = true;
  printer.join();
  if (code != TRT_OK) {
    char error[1024];
    trt_build_error(build, error, sizeof error);
    fprintf(stderr, "%s\n", error);
  } else {
    std::vector<char> plan(trt_build_size(build));
    code = trt_build_copy(build, plan.data(), plan.size());
    FILE *file = fopen(words[2], "wb");
    if (file == nullptr || fwrite(plan.data(), 1, plan.size(), file) != plan.size() || fflush(file) != 0 ||
        fsync(fileno(file)) != 0 || fclose(file) != 0) {
      perror(words[2]);
      code = 20;
    }
  }
  trt_build_delete(build);
  return code;
}
