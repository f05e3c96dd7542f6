import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, statfs, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAuditLog, auditPolicy, type AuditedRequest } from "./audit.ts";
import { obtainPrograms } from "./build.ts";
import { attachClient, type ControlPlaneClient } from "./client.ts";
import { startWatchdog } from "./watchdog.ts";

/** An etcd and a kube-apiserver of our own, on loopback. */
export interface ControlPlane extends ControlPlaneClient, AsyncDisposable {
  /** Lets etcd forget all versions but the newest. */
  compact(): Promise<void>;
  /** The requests made so far by everybody; only with `audit`. */
  requests(): Promise<readonly AuditedRequest[]>;
  /** Kills the API server the hard way; watches break, etcd keeps everything. */
  stopApiServer(): Promise<void>;
  /** Starts it again on the same port and waits until it is ready. */
  startApiServer(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ControlPlaneOptions {
  /** Writes down each request, so that a test can count them. Default false. */
  readonly audit?: boolean;
  /** How long the API server may take to become ready, in milliseconds. Default 90 000. */
  readonly readyWithinMs?: number;
}

/** Data of a small control plane; more than it needs, so that `/dev/shm` is not filled for others. */
const roomyBytes = 1_000_000_000;

/**
 * Starts a control plane, building its programs first if need be.
 *
 * Nothing outlives this process: a watchdog kills all and removes the data however we end. Disposing does
 * the same at once; the data is worth nothing, so nobody is asked to shut down in order.
 */
export async function startControlPlane(
  options: ControlPlaneOptions = {},
): Promise<ControlPlane | { readonly unavailable: string }> {
  const programs = await obtainPrograms();
  if (programs.unavailable !== undefined) return programs;

  const folder = await mkdtemp(join(await roomyFolder(), "atlas-control-plane-"));
  const watchdog = startWatchdog(folder);
  try {
    return await start(programs.folder, folder, watchdog, options);
  } catch (error) {
    await watchdog.end();
    throw error;
  }
}

async function start(
  programs: string,
  folder: string,
  watchdog: ReturnType<typeof startWatchdog>,
  options: ControlPlaneOptions,
): Promise<ControlPlane> {
  const token = randomBytes(24).toString("base64url");
  const [etcdPort, apiPort] = await freePorts(2);
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const server = `https://127.0.0.1:${apiPort}`;
  const auditLog = join(folder, "audit.log");
  const kubeconfig = join(folder, "kubeconfig");
  const ca = join(folder, "certs", "apiserver.crt");
  await mkdir(join(folder, "certs"));
  await writeFile(join(folder, "tokens.csv"), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  await writeFile(join(folder, "sa.key"), serviceAccountKey(), { mode: 0o600 });
  await writeFile(join(folder, "audit.json"), JSON.stringify(auditPolicy));
  await writeFile(kubeconfig, kubeconfigText(server, ca, token), { mode: 0o600 });

  const run = (name: string, flags: readonly string[]): ChildProcess => {
    const log = openSync(join(folder, `${name}.log`), "a");
    const child = spawn(join(programs, name), flags, { detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    child.on("error", () => {}); // Shows as an early end.
    child.unref();
    return child;
  };
  const etcdProcess = run("etcd", etcdFlags(folder, etcd));
  watchdog.guard(pidsOf(etcdProcess));
  let apiServer: ChildProcess | undefined;

  const startApiServer = async (): Promise<void> => {
    if (apiServer !== undefined) return;
    const flags = [
      ...apiServerFlags(folder, etcd, apiPort),
      ...(options.audit ? auditFlags(folder, auditLog) : []),
    ];
    apiServer = run("kube-apiserver", flags);
    watchdog.guard(pidsOf(etcdProcess, apiServer));
    await waitUntilReady(
      server,
      ca,
      token,
      [etcdProcess, apiServer],
      folder,
      options.readyWithinMs ?? 90_000,
    );
  };
  const stopApiServer = async (): Promise<void> => {
    const child = apiServer;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    child.ref(); // Otherwise nothing keeps us running until it has ended.
    if (child.kill("SIGKILL")) await ended;
    apiServer = undefined;
    watchdog.guard(pidsOf(etcdProcess));
  };

  await startApiServer();
  return {
    ...(await attachClient(kubeconfig, join(programs, "kubectl"))),
    compact: () => compactEtcd(etcd),
    requests: async () => parseAuditLog(await readFile(auditLog, "utf8")),
    startApiServer,
    stopApiServer,
    [Symbol.asyncDispose]: () => watchdog.end(),
  };
}

/** Through etcd's JSON gateway: any read tells the newest revision. */
async function compactEtcd(etcd: string): Promise<void> {
  const call = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${etcd}/v3/kv/${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd answered ${answer.status} to ${path}`);
    return await answer.json();
  };
  const key = Buffer.from("/").toString("base64");
  // The answer to a range request of the v3 API.
  const { header } = (await call("range", { key })) as { header: { revision: string } };
  await call("compaction", { revision: header.revision, physical: true });
}

function etcdFlags(folder: string, client: string): readonly string[] {
  return [
    `--data-dir=${join(folder, "etcd")}`,
    "--unsafe-no-fsync",
    "--log-level=error",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    "--listen-peer-urls=http://127.0.0.1:0",
  ];
}

function apiServerFlags(folder: string, etcd: string, port: number): readonly string[] {
  return [
    `--etcd-servers=${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certs")}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-signing-key-file=${join(folder, "sa.key")}`,
    `--service-account-key-file=${join(folder, "sa.key")}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--endpoint-reconciler-type=none",
    "--profiling=false",
    "--enable-priority-and-fairness=false",
    // No controller manager runs that would make the account `default` in a namespace.
    "--disable-admission-plugins=ServiceAccount",
  ];
}

function auditFlags(folder: string, log: string): readonly string[] {
  return [`--audit-policy-file=${join(folder, "audit.json")}`, `--audit-log-path=${log}`];
}

function serviceAccountKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

/** JSON is YAML. */
function kubeconfigText(server: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority": ca } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  });
}

async function waitUntilReady(
  server: string,
  caFile: string,
  token: string,
  processes: readonly ChildProcess[],
  folder: string,
  withinMs: number,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isReady(server, caFile, token))) {
    const broken = processes.some(hasEnded);
    if (broken || Date.now() > deadline) {
      const said = await endOfLogs(folder);
      throw new Error(`the control plane ${broken ? "ended" : "was not ready in time"}:\n${said}`);
    }
    await sleep(100);
  }
}

async function isReady(server: string, caFile: string, token: string): Promise<boolean> {
  const ca = await readFile(caFile).catch(() => undefined);
  if (ca === undefined) return false;
  return await new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${token}` };
    request(`${server}/readyz`, { ca, headers, agent: false, timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on("error", () => resolve(false))
      .on("timeout", () => resolve(false))
      .end();
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function endOfLogs(folder: string): Promise<string> {
  const texts = ["etcd", "kube-apiserver"].map(async (name) => {
    const text = await readFile(join(folder, `${name}.log`), "utf8").catch(() => "");
    return `${name}: ${text.trim().slice(-1500)}`;
  });
  return (await Promise.all(texts)).join("\n");
}

function pidsOf(...children: readonly ChildProcess[]): readonly number[] {
  return children.flatMap((child) => (child.pid === undefined ? [] : [child.pid]));
}

/** Ports that were free a moment ago; all are held until each is known, so they differ. */
async function freePorts(count: 2): Promise<readonly [number, number]>;
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function roomyFolder(): Promise<string> {
  const memory = await statfs("/dev/shm").catch(() => undefined);
  return memory !== undefined && memory.bavail * memory.bsize > roomyBytes ? "/dev/shm" : tmpdir();
}
