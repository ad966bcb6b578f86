/** A machine as people have it, as far as an installation can tell. */
export interface Machine {
	/** What the command line calls it. */
	name: string;
	node: string;
	npm: string;
	/** The name of the folder that the project is cloned into. */
	folder: string;
	/** The user whom the clone belongs to, by number; whoever runs this if not given. */
	uid?: number;
}

/** `nobody` on Linux. Anybody without rights will do. */
const NOBODY = 65_534;

/** Each line of Node with the npm that came with it, beginning with the first that had that npm. */
const NODE_20 = { node: '20.17.0', npm: '10.8.2', folder: 'clone' };
const NODE_22 = { node: '22.21.1', npm: '10.9.4', folder: 'clone' };
const NODE_24 = { node: '24.11.1', npm: '11.6.2', folder: 'clone' };

export const MACHINES: readonly Machine[] = [
	{ name: 'node20', ...NODE_20 },
	{ name: 'node22', ...NODE_22 },
	{ name: 'node24', ...NODE_24 },
	{ name: 'npm12', node: '24.21.0', npm: '12.2.1', folder: 'clone' },
	{ name: 'space', ...NODE_20, folder: 'a clone in a path with spaces' },
	{ name: 'user', ...NODE_20, uid: NOBODY },
];
