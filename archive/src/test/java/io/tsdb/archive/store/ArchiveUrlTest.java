package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.ArchiveUrl.File;
import io.tsdb.archive.store.ArchiveUrl.Http;
import io.tsdb.archive.store.ArchiveUrl.S3;
import io.tsdb.archive.store.StoreException.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveUrlTest {

  @ParameterizedTest
  @CsvSource({
    "file:///data/archive, /data/archive",
    "file:/data/archive, /data/archive",
    "FILE:///data/archive/, /data/archive",
    "file://localhost/data, /data",
    "file:///data/a%20b%2525, /data/a b%25",
    "file:///data/a b#c+d, /data/a b#c+d",
    "file:///data/../x, /x",
    "file:///, /",
    "file:///data/%C3%BC, /data/ü",
    "file:///data/ü, /data/ü"
  })
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void folders(String url, String path) throws StoreException {
    ArchiveUrl parsed = ArchiveUrl.parse(url);

    assertThat(parsed).isEqualTo(new File(Path.of(path)));
    assertThat(ArchiveUrl.parse(parsed.toString())).isEqualTo(parsed);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///C:/data/archive, C:\\data\\archive",
    "file:/C:/data, C:\\data",
    "file:///C:, C:\\"
  })
  @EnabledOnOs(OS.WINDOWS)
  void foldersOfADrive(String url, String path) throws StoreException {
    ArchiveUrl parsed = ArchiveUrl.parse(url);

    assertThat(parsed).isEqualTo(new File(Path.of(path)));
    assertThat(ArchiveUrl.parse(parsed.toString())).isEqualTo(parsed);
  }

  @Test
  void bucketAtAws() throws StoreException {
    assertThat(ArchiveUrl.parse("s3://bucket/a/b"))
        .isEqualTo(new S3("bucket", "a/b", Optional.empty(), Optional.empty(), false))
        .hasToString("s3://bucket/a/b");
    assertThat(ArchiveUrl.parse("s3://bucket"))
        .isEqualTo(ArchiveUrl.parse("S3://bucket/"))
        .hasToString("s3://bucket");
    assertThat(ArchiveUrl.parse("s3://my.bucket/x?region=eu-central-1&pathStyle=true"))
        .isEqualTo(new S3("my.bucket", "x", Optional.empty(), Optional.of("eu-central-1"), true))
        .hasToString("s3://my.bucket/x?region=eu-central-1&pathStyle=true");
  }

  @Test
  void bucketElsewhere() throws StoreException {
    S3 plain =
        new S3(
            "bucket",
            "a b",
            Optional.of(URI.create("http://127.0.0.1:9000")),
            Optional.empty(),
            true);
    assertThat(ArchiveUrl.parse("s3://bucket/a%20b/?endpoint=http://127.0.0.1:9000"))
        .isEqualTo(plain)
        .isEqualTo(ArchiveUrl.parse("s3://bucket/a b?endpoint=http%3A%2F%2F127.0.0.1%3A9000%2F"))
        .hasToString("s3://bucket/a%20b?endpoint=http://127.0.0.1:9000");
    assertThat(
            ArchiveUrl.parse(
                "s3://bucket/a?endpoint=https://[::1]:9000&region=auto&pathStyle=false"))
        .hasToString("s3://bucket/a?endpoint=https://[::1]:9000&region=auto&pathStyle=false");
  }

  @ParameterizedTest
  @CsvSource({
    "http://host, http://host",
    "HTTP://host:8080/, http://host:8080",
    "https://host/a/b/, https://host/a/b",
    "http://127.0.0.1:8080/tsdb, http://127.0.0.1:8080/tsdb",
    "http://[::1]:8080, http://[::1]:8080",
    "http://host/a b/ü, http://host/a%20b/%C3%BC"
  })
  void servers(String url, String base) throws StoreException {
    assertThat(ArchiveUrl.parse(url)).isEqualTo(new Http(URI.create(base))).hasToString(base);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/data/archive | expected file:///path, s3://bucket/prefix or http(s)://host/path",
        "C:\\data | expected file:///path",
        "'' | expected file:///path",
        "ftp://host/a | expected one of the schemes file, s3, http, https, found ftp",
        "jdbc:tsdb:file:///a | Leave off the jdbc:tsdb:",
        "file:data | expected an absolute path. Write file:///path/of/the/folder",
        "file: | expected an absolute path",
        "file://server/share | found a host. Write three slashes",
        "file:///a?b | expected no parameters in a file URL. Write a question mark in a path as %3F",
        "file:///a%2 | Write a percent sign itself as %25",
        "file:///a%FF | expected percent-encoded UTF-8",
        "file:///a%00 | found a zero byte",
        "s3:bucket | expected two slashes after s3:",
        "s3:// | expected a bucket's name",
        "s3:///a | expected a bucket's name",
        "s3://b/a | expected a bucket's name of 2 to 255",
        "s3://bucket:9000/a | expected no credentials or port before the bucket",
        "s3://bucket/a//b | its prefix has an empty part",
        "s3://bucket/a/../b | its prefix has an empty part, or a part . or ..",
        "s3://bucket/a?regio=x | expected parameters of endpoint, region, pathStyle, found regio",
        "s3://bucket/a?region=a&region=b | found the parameter region twice. Give it once",
        "s3://bucket/a?region=a/b | expected a region",
        "s3://bucket/a?pathStyle=yes | expected pathStyle to be true or false",
        "s3://bucket/a?endpoint=host:9000 | expected the endpoint to be an http or https URL",
        "s3://bucket/a?endpoint=ftp://host | expected the endpoint to be an http or https URL",
        "s3://bucket/a?endpoint= | expected the endpoint to be",
        "http:// | expected the server's address to be a URL",
        "http:///a | expected the server's address to be an http or https URL with a host",
        "http://host:99999 | expected the server's address to be",
        "http://host/a?x=1 | expected no parameters, found x",
        "http://host/a#b | with a host"
      })
  void mistakes(String url, String message) {
    assertThatThrownBy(() -> ArchiveUrl.parse(url))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
        .hasMessageStartingWith("Archive URL " + url + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIA0KEY:se/cr+et=0KEY@bucket/prefix",
        "s3://AKIA0KEY@bucket/prefix",
        "http://user:0KEY@host:8080/path",
        "https://0KEY@host",
        "http://user:0KE%ZZY0KEY@host",
        "s3://bucket/a?accessKeyId=0KEY",
        "s3://bucket/a?region=x&secretAccessKey=a/b+0KEY==",
        "s3://bucket/a?sessionToken=0KEY&region=x",
        "s3://bucket/a?Secret%41ccessKey=0KEY",
        "http://host/a?token=0KEY",
        "s3://bucket/a?endpoint=http://user:0KEY@host:9000",
        "s3://bucket/a?endpoint=http://user:0KEY @host:9000",
        "ftp://user:0KEY@host/a",
        "user:0KEY@host",
        "file://user:0KEY@host/path"
      })
  void secrets_areRefused_andNotShown(String url) {
    assertThatThrownBy(() -> ArchiveUrl.parse(url))
        .isInstanceOf(StoreException.class)
        .hasNoCause()
        .hasMessageContaining("***")
        .hasMessageNotContaining("0KEY");
  }

  @Test
  void redact_leavesTheRest() {
    assertThat(ArchiveUrl.redact("s3://a:b@bucket/prefix?region=x&token=t&endpoint=http://h:1"))
        .isEqualTo("s3://***@bucket/prefix?region=x&token=***&endpoint=http://h:1");
    assertThat(ArchiveUrl.redact("s3://bucket/a?region=x")).isEqualTo("s3://bucket/a?region=x");
  }

  @Test
  void options_showNoSecrets() {
    StoreOptions options =
        StoreOptions.DEFAULT
            .withKeys(Optional.of("id0KEY"), Optional.of("secret0KEY"), Optional.of("session0KEY"))
            .withToken(Optional.of("token0KEY"));

    assertThat(options.toString())
        .isEqualTo(
            "StoreOptions[accessKeyId=(given), secretAccessKey=(given), sessionToken=(given),"
                + " token=(given), connectTimeout=PT5S, requestTimeout=PT20S, attempts=5, hedging=true]");
    assertThat(StoreOptions.DEFAULT.toString()).contains("token=(none)");
  }
}
