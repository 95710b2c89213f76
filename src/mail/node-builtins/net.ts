const net = process.getBuiltinModule('node:net');

export const { connect } = net;
export default net;
