const https = process.getBuiltinModule('node:https');

export default https;
