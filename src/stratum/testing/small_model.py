"""A small infrastructure and an application on it, written in many manners: for laws of edits and merges."""

SITE = """\
# The site.
stratum: 1
kind: Infrastructure
name: site
hosts:
  h1: {type: EdgeGateway, cpu: 1, memory: 512 MiB}   # at the gate
  # bigger
  h2:
    type: FogServer
    cpu: 2
    memory: 2 GiB # enough

    contains:
      system: {type: Ubuntu, version: "24.04"}
  h3: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 100 GB}
links:
  l1: {between: [h1, h2], latency: 5 ms}
  l2:
    between:
      - h2
      - h3
    latency: 20 ms
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
    broker:
        type: NatsBroker
        hostedOn: h2
        topics: [rows, "answers"]
    archive: {type: SqliteDatabase, hostedOn: h3, requires: {disk: 60 GB}}
    writer:   # stores
        type: DatabaseWriter
        connectsTo: [broker, {to: archive, maxLatency: 30 ms}]
        consumes:
        - answers   # of the model

        - rows
    board: {type: Dashboard, connectsTo: archive, port: 9000}
    spare: {type: SqliteDatabase}
groups:
    all: {members: [writer, board]}
"""
