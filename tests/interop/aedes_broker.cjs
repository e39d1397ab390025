// SPDX-License-Identifier: GPL-3.0-or-later
// The aedes broker (argv: address, TCP port, WebSocket port, "deflate" for compressed WebSocket messages).
'use strict';
const http = require('http');
const net = require('net');
const {Aedes} = require('aedes');
const ws = require('ws');

(async () => {
    const [address, tcpPort, webSocketPort, deflate] = process.argv.slice(2);
    const broker = await Aedes.createBroker();
    broker.authenticate = (client, user, password, done) => {
        if (user !== 'stranger') return done(null, true);
        const error = new Error('nobody by that name');
        error.returnCode = 4;
        done(error, false);
    };
    net.createServer(broker.handle).listen(Number(tcpPort), address);
    const server = http.createServer();
    const sockets = new ws.WebSocketServer({
        server,
        // From the first byte on, with the window kept from message to message.
        perMessageDeflate: deflate === 'deflate' ? {threshold: 0} : false,
        handleProtocols: (offered) => offered.has('mqtt') ? 'mqtt' : [...offered][0],
    });
    sockets.on('connection', (socket, request) => broker.handle(ws.createWebSocketStream(socket), request));
    server.listen(Number(webSocketPort), address);
})();
