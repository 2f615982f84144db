"""Examples of every command, shown below its help and in its manual page.

A test reads each line as its command would. They stand in the order of the commands.
"""

from typing import Final

_LINES: Final = """
init flights
check
check pipeline.yaml --format sarif > findings.sarif
check --at HEAD~2
fix --dry-run
fix --all --commit
log --graph
log --branch main -n 5
show HEAD
show HEAD~1:application.yaml
diff
diff main HEAD --text
commit
commit application.yaml -m "A second gateway"
branch create trial
branch list
branch delete trial --force
tag create v1 HEAD -m "As shown to the board"
tag list
tag delete v1
switch trial
merge trial --dry-run
merge trial --ours
restore HEAD~1 application.yaml
push origin
pull origin main
git-driver install
git-driver diff application.yaml old.yaml 1a2b3c 100644 new.yaml 4d5e6f 100644
git-driver merge base.yaml ours.yaml theirs.yaml application.yaml
lock --commit
verify
verify HEAD~2
documents list
documents new Infrastructure lab
documents copy application.yaml second
documents remove second.yaml --commit
documents take 01-flights flights --commit
documents rename lab.yaml --name bench --to sites/bench.yaml
edit add flight-delays components archive '{type: SqliteDatabase, hostedOn: fog-1}' --before board
edit set flight-delays scorer requires.memory='512 MiB' model=delay-risk
edit set flight-delays . description='Departures of New York'
edit unset flight-delays scorer requires.memory --dry-run
edit rename flight-delays scorer judge
edit rename infrastructure.yaml fog-1 zone --attribute tier
edit move flight-delays scorer components --before board
edit remove flight-delays board --dry-run
edit connect flight-delays board connectsTo archive --attributes '{maxLatency: 1 s}'
edit disconnect flight-delays writer connectsTo archive
edit disconnect flight-delays board connectsTo archive --to spare
edit apply - --commit
draw flight-delays -o flight-delays.svg
draw pipeline.yaml --inside network
draw infrastructure.yaml --fold --at HEAD~2
schema Application
schema -o schemas
probe --all --over local
probe fog-1 --write
place --explain
place flight-delays --objective latency --write --commit
data list
data preview delay-risk --rows 20
data profile delay-risk
data profile visits.csv --target bought
data add data/flights.csv
data remote s3://team/flights --key env:DATA_KEY --secret env:DATA_SECRET
data remote /srv/shared/data
data push
data pull
data pull --at v1
data gc --dry-run
data gc --tables 30
train
train delay-risk --json
train --auto visits.csv --target bought --budget 30s
train --at v1
runs list
runs show delay-risk-20260101-120000-1a2b3c
runs watch delay-risk-20260101-120000-1a2b3c
runs cancel delay-risk-20260101-120000-1a2b3c
runs compare delay-risk-20260101-120000-1a2b3c delay-risk-20260102-120000-4d5e6f --all
runs export delay-risk-20260101-120000-1a2b3c script -o delay_risk.py
runs remove delay-risk-20260101-120000-1a2b3c --dry-run
runs gc --keep 20 --older-than '90 d' --yes
models list
models show delay-risk@1
models promote delay-risk@2 champion
models compare delay-risk@1 delay-risk@2
models lineage delay-risk
models lineage --prediction 2013-09-01-AA-1
models try delay-risk --rows '[{"load": 0.5}]'
models rollback delay-risk
models expose delay-risk --dry-run
models export delay-risk@1 -o delay-risk.zip
models import delay-risk.zip
models export delay-risk@1 --format oci -o delay-risk.tar
models alias delay-risk@1 stable
models signer
models sign delay-risk@1
models verify delay-risk@1
notebook open
notebook status
notebook stop
serve delay-risk
predict delay-risk departures.parquet --out answers.parquet --keep id
batch list
batch runs nightly
batch run nightly --wait
plan
apply
apply flight-delays --engine docker --wait 300
status flight-delays
metrics --subject scorer --since 10m
logs scorer
history flight-delays
events --follow
why scorer
rules --actions
emit org.example.recalled --subject scorer --data reason=audit
destroy flight-delays
export --to compose -o deployed
export --to kubernetes -o deployed --at v1
import compose compose.yaml -o imported
import tosca service.yaml -o imported --force
import webgmex seeds.webgmex -o imported
import to-webgme flights.webgmex
scale scorer 3
resize scorer --cpu 2 --memory 1GiB
migrate scorer cloud-1
simulate --trace load.csv --policy hpa
lifecycle scorer
retrain scorer --wait
rollout scorer 2 --canary 0.1
rollback scorer
retrospect scorer
comments add application.yaml#scorer "Two replicas, @ada?"
comments list --all
comments reply 7 "Yes, from Monday on."
comments edit 7 "Yes, from Tuesday on."
comments resolve 7
comments delete 7
comments mentions ada
users add ada --role owner
users audit
users invite --role viewer
users invitations
users withdraw 1a2b3c4d5e6f
users list
users password ada
users remove ada
users provider add work https://id.example.org --client stratum --secret env:CLIENT_SECRET
users provider list
users provider remove work
users registration --open viewer --stay 7
users role ada developer
tokens create notebook --for ada
tokens list
tokens revoke notebook
up --port 8080
demo --once
completion bash
man share/man/man1
"""


def _by_command(lines: list[str]) -> dict[str, list[str]]:
    """Each line under its first word, its first two and its first three, for groups of commands too."""
    found: dict[str, list[str]] = {}
    for line in lines:
        words = line.split()
        for name in {" ".join(words[:count]) for count in (1, 2, 3)}:
            found.setdefault(name, []).append(f"stratum {line}")
    return found


EXAMPLES: Final = _by_command(_LINES.split("\n")[1:-1])
"""Lines of examples by command, as typed behind ``stratum``."""
