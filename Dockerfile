# Builds one static binary and puts it, alone, into an image that has no shell.
#
#   docker build -t sizhang .
#   docker run -p 8080:8080 -v sizhang:/data sizhang
#
# The first stage needs a C compiler for SQLite and H3; the image has neither.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# SQLite's loadable extensions are the one thing that wants a dynamic linker.
RUN CGO_ENABLED=1 go build -trimpath \
      -tags "netgo osusergo sqlite_omit_load_extension" \
      -ldflags "-s -w -linkmode external -extldflags -static" \
      -o /out/sizhang ./server \
 && mkdir -p /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/sizhang /usr/local/bin/sizhang
COPY --from=build --chown=nonroot:nonroot /out/data /data
USER nonroot
VOLUME /data
EXPOSE 8080
ENV SIZHANG_DATA=/data SIZHANG_LISTEN=0.0.0.0:8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["/usr/local/bin/sizhang", "health"]
ENTRYPOINT ["/usr/local/bin/sizhang"]
CMD ["serve"]
