// Points this process's stderr at another open file and back. TensorFlow's libraries write lines while they are being
// loaded, before any setting of theirs can be made, and Node itself cannot duplicate a file descriptor.
#include <node_api.h>
#include <unistd.h>

static int original = -1;

static napi_value Divert(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t file = -1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &file);
  original = dup(STDERR_FILENO);
  if (original < 0 || dup2(file, STDERR_FILENO) < 0) napi_throw_error(env, nullptr, "cannot divert stderr");
  return nullptr;
}

static napi_value Restore(napi_env env, napi_callback_info) {
  if (original < 0) return nullptr;
  dup2(original, STDERR_FILENO);
  close(original);
  original = -1;
  return nullptr;
}

NAPI_MODULE_INIT() {
  napi_value divert, restore;
  napi_create_function(env, "divert", NAPI_AUTO_LENGTH, Divert, nullptr, &divert);
  napi_create_function(env, "restore", NAPI_AUTO_LENGTH, Restore, nullptr, &restore);
  napi_set_named_property(env, exports, "divert", divert);
  napi_set_named_property(env, exports, "restore", restore);
  return exports;
}
