// SPDX-License-Identifier: GPL-3.0-or-later
// MQTT.js, led by steps in JSON (argv: url, steps); prints rows of truth. The same steps as paho_client.py.
'use strict';
const mqtt = require('mqtt');
const zlib = require('zlib');

const levels = {'3.1': 3, '3.1.1': 4, '5.0': 5};
const [url, script] = process.argv.slice(2);
let client, id, version, received = [], wake = () => {};

function crc32(octets) {
    if (zlib.crc32) return zlib.crc32(octets);
    let crc = ~0;
    for (const octet of octets) {
        crc ^= octet;
        for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0xEDB88320 : crc >>> 1;
    }
    return ~crc >>> 0;
}

function say(kind, {topic = '', qos = '', retain = '', payload, code = ''}) {
    const size = payload === undefined ? '' : payload.length;
    const sum = payload === undefined ? '' : crc32(payload).toString(16).padStart(8, '0');
    console.log([kind, id, version, topic, qos, retain === '' ? '' : Number(retain), size, sum, code].join('\t'));
}

// Properties by Paho's names become those of MQTT.js.
function properties(wanted) {
    const made = {};
    for (const [name, value] of Object.entries(wanted || {})) {
        const own = name[0].toLowerCase() + name.slice(1);
        if (name === 'UserProperty') {
            made.userProperties = {};
            for (const [key, text] of value) made.userProperties[key] = [...made.userProperties[key] || [], text];
        } else if (name === 'CorrelationData') {
            made[own] = Buffer.from(value, 'hex');
        } else if (name === 'PayloadFormatIndicator' || name.startsWith('Request')) {
            made[own] = Boolean(value);
        } else {
            made[own] = value;
        }
    }
    return Object.keys(made).length ? made : undefined;
}

function fail(why) {
    console.error(why);
    process.exit(1);
}

const steps = {
    connect: (s) => new Promise((done) => {
        id = s.id;
        version = s.version;
        const will = s.will && {topic: s.will.topic, payload: Buffer.from(s.will.payload, 'hex'), qos: s.will.qos,
                                retain: s.will.retain, properties: properties(s.will.props)};
        client = mqtt.connect(url, {
            clientId: id, protocolVersion: levels[version], protocolId: version === '3.1' ? 'MQIsdp' : 'MQTT',
            clean: s.clean !== false, keepalive: s.keep_alive || 30, reconnectPeriod: 0, will, username: s.user,
            password: s.password, properties: version === '5.0' ? properties(s.props) : undefined,
            autoAssignTopicAlias: s.aliases || false, connectTimeout: 9000,
        });
        const told = (code) => {
            say('connect', {code});
            if (will) say('will', will);
            done();
        };
        client.on('connect', (ack) => {
            id = ack.properties && ack.properties.assignedClientIdentifier || id;
            told(version === '5.0' ? ack.reasonCode : ack.returnCode);
        });
        client.on('error', (error) => error.code === undefined || typeof error.code === 'string' ? fail(error.message) : told(error.code));
        client.on('message', (topic, payload, packet) => {
            say('receive', {topic, payload, qos: packet.qos, retain: packet.retain});
            received.push(topic);
            wake();
        });
    }),
    subscribe: (s) => new Promise((done) => {
        const filters = {};
        for (const [name, qos] of s.filters) filters[name] = {qos, nl: s.noLocal, rap: s.retainAsPublished, rh: s.retainHandling};
        const options = version === '5.0' ? {properties: properties(s.props)} : {};
        client.subscribe(filters, options, (error, granted, packet) => {
            if (error && !packet) fail(error.message);
            s.filters.forEach(([topic, qos], at) => say('subscribe', {topic, qos, code: packet.granted[at]}));
            console.log('ready');
            done();
        });
    }),
    unsubscribe: (s) => new Promise((done) => {
        client.unsubscribe(s.filters, {properties: version === '5.0' ? properties(s.props) : undefined}, (error) => {
            if (error) fail(error.message);
            for (const topic of s.filters) say('unsubscribe', {topic});
            done();
        });
    }),
    publish: (s) => new Promise((done) => {
        const payload = Buffer.from(s.payload, 'hex');
        const options = {qos: s.qos || 0, retain: s.retain || false};
        if (version === '5.0') options.properties = properties(s.props);
        client.publish(s.topic, payload, options, (error) => {
            // "No matching subscribers" (0x10) is a success that MQTT.js reports as one.
            if (error) fail(error.message);
            say('publish', {topic: s.topic, payload, qos: options.qos, retain: options.retain});
            done();
        });
    }),
    burst: (s) => Promise.all(s.messages.map((m) => steps.publish(m))),
    wait: (s) => new Promise((done) => {
        const timer = setTimeout(() => fail(`waited in vain for ${s.topic || s.count + ' messages'}`), (s.seconds || 10) * 1000);
        wake = () => {
            if (s.topic ? !received.includes(s.topic) : received.length < s.count) return;
            clearTimeout(timer);
            done();
        };
        wake();
    }),
    sleep: (s) => new Promise((done) => setTimeout(done, s.seconds * 1000)),
    disconnect: (s) => new Promise((done) => {
        const options = version === '5.0' && s.code ? {reasonCode: s.code, properties: properties(s.props)} : {};
        client.end(false, options, done);
    }),
    die: () => process.exit(0),
};

(async () => {
    for (const step of JSON.parse(script)) await steps[step.do](step);
    process.exit(0);
})();
