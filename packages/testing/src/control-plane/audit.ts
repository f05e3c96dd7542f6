/** One request as the API server saw it. */
export interface AuditedRequest {
  readonly user: string;
  readonly verb: string;
  /** The plural, with its sub-resource: `atlasschemas/status`; empty for paths such as `/readyz`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
  readonly userAgent: string;
}

/** Requests as they end, without bodies; a watch therefore appears once it is over. */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived", "ResponseStarted"],
  rules: [{ level: "Metadata" }],
} as const;

interface AuditLine {
  readonly verb: string;
  readonly userAgent?: string;
  readonly user: { readonly username?: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

/** Reads the API server's log of JSON lines; a last line that is still being written is left out. */
export function parseAuditLog(text: string): readonly AuditedRequest[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      // The shape is that of audit.k8s.io/v1, which the policy above asks for.
      const { verb, user, objectRef, responseStatus, userAgent } = JSON.parse(line) as AuditLine;
      const { resource = "", subresource, namespace = "", name = "" } = objectRef ?? {};
      return {
        user: user.username ?? "",
        verb,
        resource: subresource === undefined ? resource : `${resource}/${subresource}`,
        namespace,
        name,
        status: responseStatus?.code ?? 0,
        userAgent: userAgent ?? "",
      };
    });
}
