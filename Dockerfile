# Edgeward as a program of one role: an agent, or an ingest in Telegraf's place. docs/images.md says how each is told what to do.
#   docker build -t edgeward .
ARG NODE=node:20.20.2-bookworm-slim

FROM ${NODE} AS built
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# What builds is not part of the package: it is fetched for this stage alone.
RUN npm ci --ignore-scripts
COPY . .
# Pruned, these packages would leave empty directories of the others; and who scans the image would read a lock file as what is in it.
RUN npm run build && npm pack --ignore-scripts --pack-destination / && mkdir /package \
  && tar -xzf /edgeward-*.tgz -C /package --strip-components=1 && cp package-lock.json .npmrc /package \
  && cd /package && npm ci --omit=dev --ignore-scripts && rm package-lock.json .npmrc

FROM ${NODE}
COPY --from=built /package /opt/edgeward
# What an agent could not send yet; a volume keeps it when the container is made anew.
RUN mkdir -p /var/lib/edgeward && chown node:node /var/lib/edgeward && chmod 0700 /var/lib/edgeward
VOLUME /var/lib/edgeward
WORKDIR /var/lib/edgeward
USER node
ENTRYPOINT ["/opt/edgeward/bin/edgeward"]
CMD ["play", "--help"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["/opt/edgeward/bin/edgeward", "play", "--health"]
