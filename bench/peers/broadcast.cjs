// The least a chat server can do: what comes from one client goes to all of them. Not durable, checks nothing.
const { WebSocketServer, WebSocket } = require('ws');

const server = new WebSocketServer({ port: Number(process.env.PORT), host: process.env.HOST });
server.on('connection', (client) => {
  client.on('message', (data, isBinary) => {
    for (const each of server.clients) if (each.readyState === WebSocket.OPEN) each.send(data, { binary: isBinary });
  });
});
