/**
 * A GraphDef wrapped as the SavedModel that TensorFlow loads (tensorflow/core/protobuf/saved_model.proto):
 * SavedModel { schema version 1, MetaGraphDef { MetaInfoDef { a tag }, the graph } }. The graph comes last, so
 * its bytes are only prefixed, never copied.
 */

/** By which TensorFlow finds the graph; the second has its ops on one thread each, see border.h. */
export type GraphTag = "serve" | "serve_single";

/** Protobuf holds no message of 2 GiB or more; a few bytes are ours. */
export const largestGraph = 2 ** 31 - 1 - 64;

/** The pieces of saved_model.pb in their order, for a GraphDef of at most `largestGraph` bytes. */
export function encodeSavedModel(graphDef: Uint8Array, tag: GraphTag): readonly Uint8Array[] {
  const metaInfo = Buffer.concat([field(4, tag.length), Buffer.from(tag)]);
  const meta = Buffer.concat([field(1, metaInfo.length), metaInfo, field(2, graphDef.length)]);
  const schema = Buffer.from([0x08, 1]);
  return [Buffer.concat([schema, field(2, meta.length + graphDef.length), meta]), graphDef];
}

/** Tag and length of a length-delimited field. */
function field(number: number, length: number): Uint8Array {
  return Buffer.from([(number << 3) | 2, ...varint(length)]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
