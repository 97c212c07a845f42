# tockd in a container: built with the tools, run without them. docs/operations.md says how to run it.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json tsconfig.base.json ./
COPY packages/shared/package.json packages/shared/
COPY packages/server/package.json packages/server/
COPY packages/tui/package.json packages/tui/
COPY packages/e2e/package.json packages/e2e/
RUN npm ci --no-audit --no-fund
# The version of a build is made from the sources of both programs, so that a client knows the server of its own build.
COPY scripts scripts
COPY packages/shared packages/shared
COPY packages/server packages/server
COPY packages/tui packages/tui
RUN npm run build --workspace packages/server

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="tockd" org.opencontainers.image.licenses="MIT"
COPY LICENSE /opt/tock/
COPY packages/server/package.json /opt/tock/server/
COPY packages/server/bin /opt/tock/server/bin
COPY --from=build /src/packages/server/dist /opt/tock/server/dist
RUN install -d -o node -g node -m 0700 /var/lib/tock
# Options come by the environment alone, so that the health check has them too. Beyond loopback tockd wants TLS
# (TOCKD_TLS_CERT, TOCKD_TLS_KEY), or TOCKD_INSECURE=1 where only a proxy on this machine reaches the port.
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1 TOCKD_HOST=0.0.0.0 TOCKD_PORT=7250 TOCKD_DATA_DIR=/var/lib/tock
USER node
VOLUME /var/lib/tock
EXPOSE 7250
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/opt/tock/server/bin/tockd.js", "health"]
ENTRYPOINT ["node", "/opt/tock/server/bin/tockd.js"]
