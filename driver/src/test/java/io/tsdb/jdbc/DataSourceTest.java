package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.beans.BeanInfo;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {

  @TempDir static Path folder;
  private static String url;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder);
  }

  private static Map<String, PropertyDescriptor> properties() throws Exception {
    BeanInfo bean = Introspector.getBeanInfo(TsdbDataSource.class);
    Map<String, PropertyDescriptor> properties = new HashMap<>();
    for (PropertyDescriptor property : bean.getPropertyDescriptors()) {
      properties.put(property.getName(), property);
    }
    return properties;
  }

  @Test
  void everyProperty_isBeanProperty() throws Exception {
    TsdbDataSource source = new TsdbDataSource();
    Map<String, PropertyDescriptor> properties = properties();
    for (TsdbProperty property : TsdbProperty.values()) {
      PropertyDescriptor bean = properties.get(property.key());
      assertThat(bean).as(property.key()).isNotNull();
      bean.getWriteMethod().invoke(source, "of " + property.key());
    }
    for (TsdbProperty property : TsdbProperty.values()) {
      PropertyDescriptor bean = properties.get(property.key());
      assertThat(bean.getReadMethod().invoke(source)).isEqualTo("of " + property.key());
      bean.getWriteMethod().invoke(source, (Object) null);
      assertThat(bean.getReadMethod().invoke(source)).isNull();
    }
  }

  @Test
  void getConnection_takesPropertiesAndUrl() throws SQLException {
    TsdbDataSource source = new TsdbDataSource();
    source.setUrl(url + "?end=2024-03-10");
    source.setStart("2024-03-10");
    source.setEnd("2020-01-01");
    try (Connection connection = source.getConnection();
        Connection other = source.getConnection("somebody", null);
        Statement statement = connection.createStatement();
        Statement second = other.createStatement()) {
      for (Statement each : new Statement[] {statement, second}) {
        ResultSet rows = each.executeQuery("SELECT count(*) FROM events");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).as("the URL's end goes before the bean's").isEqualTo(3);
      }
    }
  }

  @Test
  void getConnection_withoutUrl_tellsToSetIt() {
    TsdbDataSource source = new TsdbDataSource();
    assertThatThrownBy(source::getConnection)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("setUrl")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(SqlState.CANNOT_CONNECT.code());
    source.setUrl("jdbc:other://user:hidden@host/");
    assertThatThrownBy(source::getConnection)
        .isInstanceOf(SQLException.class)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void toString_holdsNoSecret() {
    TsdbDataSource source = new TsdbDataSource();
    source.setUrl("jdbc:tsdb:s3://bucket/prefix?secretAccessKey=hidden");
    source.setPassword("hidden");
    assertThat(source).asString().contains("s3://bucket/prefix").doesNotContain("hidden");
    source.setUrl("jdbc:tsdb:http://user:hidden@host/");
    assertThat(source).asString().doesNotContain("hidden");
  }

  @Test
  void settings_areKept() throws SQLException {
    DataSource source = new TsdbDataSource();
    source.setLoginTimeout(7);
    assertThat(source.getLoginTimeout()).isEqualTo(7);
    assertThatThrownBy(() -> source.setLoginTimeout(-1)).isInstanceOf(SQLException.class);
    assertThat(source.getLogWriter()).isNull();
    assertThat(source.unwrap(TsdbDataSource.class)).isSameAs(source);
    assertThat(source.isWrapperFor(String.class)).isFalse();
    assertThatThrownBy(() -> source.unwrap(String.class)).isInstanceOf(SQLException.class);
  }
}
