// SPDX-License-Identifier: GPL-3.0-or-later
// An echo over WebSocket that is not MQTT (argv: address, port): text, octets, fragments, pings, plain and compressed.
'use strict';
const ws = require('ws');

const [address, port] = process.argv.slice(2);

function talk(compressed) {
    return new Promise((done) => {
        const client = new ws.WebSocket(`ws://${address}:${port}/chat`, 'chat', {perMessageDeflate: compressed});
        let echoes = 0;
        client.on('message', () => {
            if (++echoes === 5) client.close(1000, 'enough');
        });
        client.on('close', done);
        client.on('open', () => {
            client.send('hello');
            client.send(Buffer.from([0x30, 0x0e, 0x00, 0x01, 0x61, 0xff, 0xc0]));
            client.ping('still there');
            client.send('one part, ', {fin: false});
            client.send('and another', {fin: true});
            client.send(Buffer.alloc(5000, 'abc'));
            client.send(JSON.stringify({topic: 'plant/line1', value: 21.5}));
        });
    });
}

const server = new ws.WebSocketServer({host: address, port: Number(port), perMessageDeflate: {threshold: 0},
                                       handleProtocols: () => 'chat'}, async () => {
    await talk(false);
    await talk(true);
    server.close();
});
server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, {binary})));
