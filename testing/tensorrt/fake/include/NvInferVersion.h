// The simulated release, by -DFAKE_MAJOR and -DFAKE_MINOR.
#pragma once
#define NV_TENSORRT_MAJOR FAKE_MAJOR
#define NV_TENSORRT_MINOR FAKE_MINOR
#define NV_TENSORRT_PATCH 1
