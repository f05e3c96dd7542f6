export type { AuditedRequest } from "./audit.ts";
export { obtainPrograms, type BuildOptions } from "./build.ts";
export type { ControlPlaneClient } from "./client.ts";
export { startControllers } from "./controllers.ts";
export { findPrograms, type Programs } from "./programs.ts";
export { playNode, type SeenPod, type ServedPod } from "./node.ts";
export { sharedControlPlaneVariable, useControlPlane, type TestControlPlane } from "./shared.ts";
export { startControlPlane, type ControlPlane, type ControlPlaneOptions } from "./start.ts";
export { skipWithout } from "./skip.ts";
