# A small image that runs the bot as a user without rights; the archive lives in the volume /data.
#   docker build -t paperboy . && docker run -d --restart unless-stopped --env-file .env -v paperboy:/data paperboy
FROM python:3.12-slim

RUN useradd --uid 10001 --create-home paperboy \
 && mkdir /data && chown paperboy /data
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY config config
COPY newsletter newsletter
COPY storage storage
COPY sources sources
COPY bot bot

ENV PAPERBOY_DATABASE=/data/paperboy.db PYTHONUNBUFFERED=1
USER paperboy
VOLUME /data
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
