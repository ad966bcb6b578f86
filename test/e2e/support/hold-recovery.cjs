'use strict';

/**
 * Loaded into n8n before its own code (`--require`): while the file that XHUO_HOLD_RECOVERY names is
 * there, n8n's recovery after a crash stands still at the moment at which a suspended execution is
 * stored as crashed, and not yet as waiting again. That moment is short, and callbacks and kills that
 * fall into it are what a test has to show.
 */
const { existsSync } = require('node:fs');
const Module = require('node:module');

const file = process.env.XHUO_HOLD_RECOVERY;
const load = Module._load;

Module._load = function (request, ...rest) {
	const loaded = load.call(this, request, ...rest);
	if (request.endsWith('execution-recovery.service') && loaded.ExecutionRecoveryService) {
		hold(loaded.ExecutionRecoveryService.prototype);
	}
	return loaded;
};

function hold(recovery) {
	if (recovery.isHeld) return;
	recovery.isHeld = true;
	const { runHooks } = recovery;
	recovery.runHooks = async function (...args) {
		if (existsSync(file))
			console.log(JSON.stringify({ level: 'info', message: 'recovery is held' }));
		while (existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 20));
		return await runHooks.apply(this, args);
	};
}
