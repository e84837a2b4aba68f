// Chips: scanned, identified, measured, and reserved by one virtual device or by the virtual devices of one group.
#include "device.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int chip_architecture = FAKE_MAJOR == 5 ? HAILO10H : HAILO8;
static int chip_count = 1;
static struct {
  int users;
  char group[64];
} chips[MAX_CHIPS];

static void address_of(int chip, char id[32]) { snprintf(id, 32, "000%d:01:00.0", chip); }

static int chip_of(const device_id_t *id) {
  char address[32];
  for (int chip = 0; chip < chip_count; chip++) {
    address_of(chip, address);
    if (memcmp(address, id->id, strlen(address) + 1) == 0) return chip;
  }
  return -1;
}

hailo_status hailo_get_library_version(version_t *version) {
  *version = (version_t){FAKE_MAJOR, FAKE_MINOR, 0};
  return OK;
}

#if FAKE_MAJOR == 4 || FAKE_MAJOR == 5

hailo_status hailo_scan_devices(void *params, device_id_t *ids, size_t *count) {
  ENTER("hailo_scan_devices");
  REQUIRE(params == NULL, "hailo_scan_devices: params must be NULL");
  size_t room = *count;
  *count = chip_count;
  if (room < (size_t)chip_count) LEAVE(INSUFFICIENT_BUFFER);
  for (int chip = 0; chip < chip_count; chip++) address_of(chip, ids[chip].id);
  LEAVE(OK);
}

hailo_status hailo_create_device_by_id(const device_id_t *id, device_t **device) {
  ENTER("hailo_create_device_by_id");
  int chip = id == NULL ? (chip_count > 0 ? 0 : -1) : chip_of(id);
  if (chip < 0) LEAVE(NOT_FOUND);
  *device = calloc(1, sizeof **device);
  (*device)->chip = chip;
  enlist(*device, DEVICE);
  LEAVE(OK);
}

hailo_status hailo_release_device(device_t *device) {
  ENTER("hailo_release_device");
  if (known("hailo_release_device", device, DEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  delist(device);
  LEAVE(OK);
}

hailo_status hailo_identify(device_t *device, identity_t *identity) {
  ENTER("hailo_identify");
  if (known("hailo_identify", device, ANY_DEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  *identity = (identity_t){
      .protocol = 2,
      .firmware = {FAKE_MAJOR, FAKE_MINOR, 0},
      .is_release = true,
      .architecture = chip_architecture,
  };
#define TEXT(field, text)                                                                                              \
  identity->field##_length = sizeof(text) - 1;                                                                         \
  memcpy(identity->field, text, sizeof(text) - 1)
  TEXT(board, "Hailo-8");
  TEXT(serial, "HLFAKE0000000001"); // 16 characters: no 0 at the end
  TEXT(part, "HM21LB1C2FAE");
  TEXT(product, "HAILO-8 AI ACC M.2 M KEY MODULE EXT TEMP");
  LEAVE(OK);
}

hailo_status hailo_get_chip_temperature(device_t *device, temperature_t *temperature) {
  ENTER("hailo_get_chip_temperature");
  if (known("hailo_get_chip_temperature", device, ANY_DEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  *temperature = (temperature_t){41.5f, 42.25f, 100};
  LEAVE(OK);
}

hailo_status hailo_power_measurement(device_t *device, int dvm, int type, float *measurement) {
  ENTER("hailo_power_measurement");
  if (known("hailo_power_measurement", device, ANY_DEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  REQUIRE(dvm == INT_MAX && type == 2, "hailo_power_measurement: dvm %d, type %d", dvm, type);
  *measurement = 1.75f;
  LEAVE(OK);
}

hailo_status hailo_init_vdevice_params(vdevice_params_t *params) {
  ENTER("hailo_init_vdevice_params");
  *params = (vdevice_params_t){.device_count = 1, .scheduling = 1, .group_id = "UNIQUE"};
  LEAVE(OK);
}

static bool take(vdevice_t *vdevice, int chip, const char *group) {
  bool shared = chips[chip].users > 0 && strcmp(group, "UNIQUE") != 0 && strcmp(chips[chip].group, group) == 0;
  if (chips[chip].users > 0 && !shared) return false;
  snprintf(chips[chip].group, sizeof chips[chip].group, "%s", group);
  chips[chip].users++;
  vdevice->chips[vdevice->count++] = chip;
  return true;
}

static void give_back(vdevice_t *vdevice) {
  for (int i = 0; i < vdevice->count; i++) chips[vdevice->chips[i]].users--;
}

hailo_status hailo_create_vdevice(vdevice_params_t *params, vdevice_t **vdevice) {
  ENTER("hailo_create_vdevice");
  vdevice_params_t wanted = {.device_count = 1, .scheduling = 1, .group_id = "UNIQUE"};
  if (params != NULL) wanted = *params;
  REQUIRE(wanted.scheduling == 1, "hailo_create_vdevice: scheduling %d", wanted.scheduling);
  REQUIRE(!wanted.multi_process, "hailo_create_vdevice: multi_process");
  vdevice_t *made = calloc(1, sizeof *made);
  hailo_status status = OK;
  if (wanted.device_ids != NULL) {
    for (uint32_t i = 0; i < wanted.device_count && status == OK; i++) {
      int chip = chip_of(&wanted.device_ids[i]);
      if (chip < 0) status = NOT_FOUND;
      else if (!take(made, chip, wanted.group_id)) status = DEVICE_IN_USE;
    }
  } else {
    for (int chip = 0; chip < chip_count && made->count < (int)wanted.device_count; chip++)
      take(made, chip, wanted.group_id);
    if (made->count < (int)wanted.device_count) status = OUT_OF_PHYSICAL_DEVICES;
  }
  if (status != OK) {
    give_back(made);
    free(made);
    LEAVE(status);
  }
  for (int i = 0; i < made->count; i++) {
    made->physical[i] = calloc(1, sizeof(device_t));
    made->physical[i]->chip = made->chips[i];
    enlist(made->physical[i], PHYSICAL_DEVICE);
  }
  enlist(made, VDEVICE);
  *vdevice = made;
  LEAVE(OK);
}

hailo_status hailo_get_physical_devices(vdevice_t *vdevice, device_t **devices, size_t *count) {
  ENTER("hailo_get_physical_devices");
  if (known("hailo_get_physical_devices", vdevice, VDEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  size_t room = *count;
  *count = vdevice->count;
  if (room < *count) LEAVE(INSUFFICIENT_BUFFER);
  for (int i = 0; i < vdevice->count; i++) devices[i] = vdevice->physical[i];
  LEAVE(OK);
}

void release_groups_of(vdevice_t *vdevice);

hailo_status hailo_release_vdevice(vdevice_t *vdevice) {
  ENTER("hailo_release_vdevice");
  if (known("hailo_release_vdevice", vdevice, VDEVICE) == NULL) LEAVE(INVALID_ARGUMENT);
  REQUIRE(vdevice->open_streams == 0, "hailo_release_vdevice: %d streams are open", vdevice->open_streams);
  give_back(vdevice);
  release_groups_of(vdevice);
  for (int i = 0; i < vdevice->count; i++) delist(vdevice->physical[i]);
  delist(vdevice);
  LEAVE(OK);
}

void fake_chips(int architecture, int count) {
  pthread_mutex_lock(&lock);
  chip_architecture = architecture;
  chip_count = count;
  pthread_mutex_unlock(&lock);
}

#endif
