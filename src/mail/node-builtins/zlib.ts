const zlib = process.getBuiltinModule('node:zlib');

export default zlib;
