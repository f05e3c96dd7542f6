import { AtlasError } from "@atlas/core";
import type { AwsOptions, CloudClients } from "./host.ts";

/** The clients of cloud providers, each loaded by the first that asks: nobody else pays for them. */
export const cloudClients: CloudClients = {
  awsParameter: async (name, options) => {
    const { SSMClient, GetParameterCommand } = await load(
      "@aws-sdk/client-ssm",
      () => import("@aws-sdk/client-ssm"),
    );
    const client = new SSMClient(settingsOf(options));
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      if (Parameter?.Value === undefined)
        throw new Error(`the parameter ${JSON.stringify(name)} has no value`);
      return Parameter.Value;
    } finally {
      client.destroy();
    }
  },
  awsSecret: async (name, options) => {
    const { SecretsManagerClient, GetSecretValueCommand } = await load(
      "@aws-sdk/client-secrets-manager",
      () => import("@aws-sdk/client-secrets-manager"),
    );
    const client = new SecretsManagerClient(settingsOf(options));
    try {
      const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      const value = SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString("utf8"));
      if (value === undefined) throw new Error(`the secret ${JSON.stringify(name)} has no value`);
      return value;
    } finally {
      client.destroy();
    }
  },
  awsRdsToken: async ({ endpoint, username, ...options }) => {
    const { Signer } = await load("@aws-sdk/rds-signer", () => import("@aws-sdk/rds-signer"));
    const [, hostname = endpoint, port = "5432"] = /^(.*?)(?::(\d+))?$/.exec(endpoint) ?? [];
    return new Signer({ hostname, port: Number(port), username, ...settingsOf(options) }).getAuthToken();
  },
  gcpToken: async (scopes) => {
    const { GoogleAuth } = await load("google-auth-library", () => import("google-auth-library"));
    const token = await new GoogleAuth({ scopes: [...scopes] }).getAccessToken();
    if (!token) throw new Error("there are no Application Default Credentials");
    return token;
  },
};

function settingsOf({ region, profile }: AwsOptions): {
  readonly region?: string;
  readonly profile?: string;
} {
  return { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
}

/** @throws {AtlasError} `E_PROJECT` naming the package that is to be installed. */
async function load<Module>(name: string, start: () => Promise<Module>): Promise<Module> {
  try {
    return await start();
  } catch (cause) {
    throw new AtlasError("E_PROJECT", `the npm package ${name} is not installed`, {
      hint: `Install it beside atlas: npm install ${name}`,
      cause,
    });
  }
}
