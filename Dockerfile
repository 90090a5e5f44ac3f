# oit with OCR, a browser and Thai fonts. Build: docker build -t oit .
# Run: docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" oit audit https://www.example.go.th/ --to report.html
# Chromium needs its sandbox: add --security-opt seccomp=unconfined, or pages that scripts build are not opened.
FROM rust:1.92-bookworm AS build
# aws-lc, the TLS of the program, is built with cmake.
RUN apt-get update && apt-get install -y --no-install-recommends cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --locked --release && cp target/release/oit /usr/local/bin/oit

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates tzdata tesseract-ocr tesseract-ocr-tha chromium chromium-sandbox fonts-thai-tlwg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 oit \
    && mkdir -p /data && chown oit:oit /data
COPY --from=build /usr/local/bin/oit /usr/local/bin/oit
# The agencies' own day, not that of Greenwich.
# Whoever --user names has no home: what Chromium keeps lies in /tmp.
ENV TZ=Asia/Bangkok OIT_DATA_DIR=/data/oit HOME=/tmp
USER oit
# An audit that is stopped sums up what it read; by SIGTERM as well.
STOPSIGNAL SIGINT
# oit.toml, the reports and the data folder.
WORKDIR /data
VOLUME /data
ENTRYPOINT ["oit"]
CMD ["--help"]
