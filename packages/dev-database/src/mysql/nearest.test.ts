import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { flavourOf, readVersion } from "./flavour.ts";
import { fits, nearest } from "./nearest.ts";

describe("the version that is nearest", () => {
  const here = ["5.7.44", "8.0.36", "8.4.3", "9.7.4"].map((version) => ({ version }));

  for (const [wanted, expected] of [
    ["8.0.12", "8.0.36"],
    ["8.4", "8.4.3"],
    ["8", "8.4.3"],
    ["8.3", "8.4.3"],
    ["6", "5.7.44"],
    ["10.1", "9.7.4"],
    ["9", "9.7.4"],
    [undefined, "9.7.4"],
    ["5.5.5-10.6.1-MariaDB", "9.7.4"],
  ] as const)
    it(`to ${wanted ?? "none"} is ${expected}`, () => {
      assert.equal(nearest(here, wanted)?.version, expected);
    });

  it("is the newer of two that are as near", () => {
    const both = ["10.6.1", "10.10.9", "10.11.2"].map((version) => ({ version }));
    assert.equal(nearest(both, "10.8")?.version, "10.10.9");
    assert.equal(nearest([{ version: "8.0.1" }, { version: "10.0.1" }], "9")?.version, "10.0.1");
  });

  it("is none where none is", () => {
    assert.equal(nearest([], "8"), undefined);
  });

  it("is what was asked for as far as that says", () => {
    assert.ok(fits("9.7.4", "9"));
    assert.ok(fits("9.7.4", "9.7.4"));
    assert.ok(!fits("9.7.4", "9.70"));
    assert.ok(!fits("9.7.4", "8"));
  });
});

describe("the version that a program says", () => {
  for (const [said, flavour, version] of [
    ["/usr/sbin/mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))", "mysql", "8.0.36"],
    ["mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64", "mariadb", "10.11.19"],
    [
      "/opt/mysqld  Ver 5.7.44 for linux-glibc2.12 on x86_64 (MySQL Community Server (GPL))",
      "mysql",
      "5.7.44",
    ],
  ] as const)
    it(`is ${flavour} ${version}`, () => {
      assert.partialDeepStrictEqual(readVersion(said), { flavour, version });
    });

  it("is of no use when another maker's server says it", () => {
    assert.equal(
      readVersion("mysqld  Ver 8.0.35-27 for Linux (Percona Server (GPL), Release 27)"),
      undefined,
    );
    assert.equal(readVersion(""), undefined);
  });
});

describe("the flavour of a running server", () => {
  it("stands in its version text", () => {
    assert.equal(flavourOf("10.11.19-MariaDB-0+deb12u1"), "mariadb");
    assert.equal(flavourOf("8.4.3"), "mysql");
    assert.equal(flavourOf("8.0.11-TiDB-v7.5.0"), undefined);
  });
});
