# The image that jobs with `from: image` run in: Node, git and the program, for a user who is not root.
#
# It copies what the bundle job made (npm run build or npm pack), so it is built in a second and is the very program that was tested.
# No ENTRYPOINT: a runner starts a shell in it.
FROM node:24.21.0-alpine

RUN apk add --no-cache git

COPY --chmod=755 dist/sitrep.cjs /usr/local/bin/sitrep
COPY dist/sitrep-listen.cjs /usr/local/bin/
COPY LICENSE dist/THIRD-PARTY-NOTICES.txt dist/sbom.cdx.json /usr/local/share/doc/sitrep/

ARG VERSION=unreleased
ARG REVISION=unknown
ARG SOURCE=""
LABEL org.opencontainers.image.title="sitrep" \
      org.opencontainers.image.description="Incident response that lives inside GitLab" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"

USER node
WORKDIR /home/node
CMD ["sitrep", "--help"]
