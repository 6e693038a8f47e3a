// Compiled ahead of tfjs-node-gpu's source, to mend who owns the memory that crosses the border.
//
// As the package has it: a fed array whose address happens to be aligned is shared, so a variable assigned from it
// changes with the array and releases it from one of TensorFlow's threads, where Node must not be called; deleting a
// fetched string tensor empties the strings that the graph still holds; the inputs of a failing run are never freed.
// And to give a session options, for which the package has no way.
#pragma once
#include <cstdlib>
#include <cstring>
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/tf_tensor.h"
#include "tensorflow/core/platform/ctstring_internal.h"

namespace border {

using Release = void (*)(void *data, size_t length, void *argument);

// A fed array: copied at once, and the array released on Node's own thread.
inline TF_Tensor *CopyTensor(TF_DataType type, const int64_t *dims, int rank, void *data,
                             size_t length, Release release, void *argument) {
  TF_Tensor *tensor = TF_AllocateTensor(type, dims, rank, length);
  if (length > 0) std::memcpy(TF_TensorData(tensor), data, length);
  release(data, length, argument);
  return tensor;
}

inline void ReleaseStrings(void *data, size_t length, void *) {
  TF_TString *strings = static_cast<TF_TString *>(data);
  for (size_t i = 0; i < length / sizeof(TF_TString); ++i) TF_TString_Dealloc(strings + i);
  std::free(data);
}

// A fed string tensor owns its strings, so deleting a handle must not.
inline TF_Tensor *AllocateStrings(TF_DataType type, const int64_t *dims, int rank, size_t length) {
  return TF_NewTensor(type, dims, rank, std::calloc(length + 1, 1), length, ReleaseStrings, nullptr);
}

inline void KeepString(TF_TString *) {}

// A graph with this tag runs each op on one thread: ConfigProto { intra_op_parallelism_threads: 1 }.
inline TF_Session *LoadSession(TF_SessionOptions *options, const TF_Buffer *run, const char *folder,
                               const char *const *tags, int tagCount, TF_Graph *graph,
                               TF_Buffer *meta, TF_Status *status) {
  const unsigned char config[] = {0x10, 1};
  if (tagCount > 0 && std::strcmp(tags[0], "serve_single") == 0)
    TF_SetConfig(options, config, sizeof config, status);
  return TF_LoadSessionFromSavedModel(options, run, folder, tags, tagCount, graph, meta, status);
}

inline void RunSession(TF_Session *session, const TF_Buffer *options, const TF_Output *inputs,
                       TF_Tensor *const *inputValues, int inputCount, const TF_Output *outputs,
                       TF_Tensor **outputValues, int outputCount,
                       const TF_Operation *const *targets, int targetCount, TF_Buffer *metadata,
                       TF_Status *status) {
  TF_SessionRun(session, options, inputs, inputValues, inputCount, outputs, outputValues,
                outputCount, targets, targetCount, metadata, status);
  if (TF_GetCode(status) == TF_OK) return;
  for (int i = 0; i < inputCount; ++i) TF_DeleteTensor(inputValues[i]);
}

}  // namespace border

#define TF_NewTensor border::CopyTensor
#define TF_AllocateTensor border::AllocateStrings
#define TF_TString_Dealloc border::KeepString
#define TF_LoadSessionFromSavedModel border::LoadSession
#define TF_SessionRun border::RunSession
