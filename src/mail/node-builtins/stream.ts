const stream = process.getBuiltinModule('node:stream');

export const { finished, PassThrough, pipeline, Stream, Transform } = stream;
export default stream;
