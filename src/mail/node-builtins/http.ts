const http = process.getBuiltinModule('node:http');

export default http;
