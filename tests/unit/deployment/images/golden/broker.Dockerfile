# stratum: the NATS server.
# docker build -t stratum-broker CONTEXT
# CONTEXT holds this file, requirements.txt and the platform's own wheel; other wheels where no index is reachable.
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE}

COPY requirements.txt *.whl /opt/stratum/
# Every distribution is named with its version: none is left to be found.
ARG PIP_OPTIONS=""
RUN python3 -m pip install --no-cache-dir --no-deps ${PIP_OPTIONS} \
      --find-links /opt/stratum --requirement /opt/stratum/requirements.txt

# It needs no privileges, and writes only to the folder of its component, which is mounted.
USER 65534:65534
ENV PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
ENTRYPOINT ["python3", "-m", "stratum.runtime.component"]
CMD ["broker", "/component/spec.json"]
