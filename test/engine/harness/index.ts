/**
 * Runs whole workflows in n8n's own engine: n8n-core's WorkflowExecute with its real contexts,
 * request helpers and binary data service, the real nodes of n8n-nodes-base, and this package's.
 */
export { agent } from './agent';
export { workflow, WorkflowBuilder } from './builder';
export type { NodeSettings } from './builder';
export { failingStore, largestStoredFile, onBinaryStored, storedFiles } from './binary-data';
export type { BinaryMode } from './binary-data';
export { credentialTestContext } from './credentials';
export { readWorkflow } from './definition';
export type { WorkflowDefinition } from './definition';
export { getRegistry } from './node-types';
export type { Registry } from './node-types';
export { packageName } from './packages';
export { execute } from './execution';
export type { Execution, RunOptions } from './execution';
export * from './node-specs';
export { retry } from './retry';
export { loadOptionsContext } from './load-options';
export { RunResult } from './run-result';
export { throwawayNode } from './throwaway-node';
export { WebhookServer } from './webhooks/server';
export { resumeAfterTimeLimit } from './webhooks/suspended';
