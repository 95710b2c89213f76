const fs = process.getBuiltinModule('node:fs');

export default fs;
