/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 31 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(greenhouse::ForecastClient::buildUrl)
#line 38 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(string_append)
#line 44 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(asprintf)
END
#line 60 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(greenhouse::ForecastClient::collectBody)
#line 66 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(greenhouse::Buffer::append)
END
#line 90 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(greenhouse::ForecastClient::onError)
#line 97 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(string_construct)
END
#line 110 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(greenhouse::ForecastClient::parse)
#line 118 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(cJSON_Parse)
#line 131 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(cJSON_Duplicate)
END
#line 150 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(greenhouse::ForecastClient::fetch)
#line 158 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(greenhouse::ForecastClient::buildUrl)
#line 164 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(esp_http_client_init)
#line 171 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(esp_http_client_set_header)
#line 178 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(esp_http_client_perform)
#line 186 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(greenhouse::ForecastClient::parse)
#line 193 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(greenhouse::ForecastClient::onError)
END
#line 220 "/home/builder/greenhouse/main/forecast_client.cpp"
FUNCTION(forecast_task)
#line 231 "/home/builder/greenhouse/main/forecast_client.cpp"
CALL(greenhouse::ForecastClient::fetch)
END
#line 40 "/home/builder/greenhouse/main/price_client.cpp"
FUNCTION(greenhouse::PriceClient::poll)
#line 47 "/home/builder/greenhouse/main/price_client.cpp"
CALL(esp_http_client_init)
#line 55 "/home/builder/greenhouse/main/price_client.cpp"
CALL(esp_http_client_perform)
#line 63 "/home/builder/greenhouse/main/price_client.cpp"
CALL(cJSON_Parse)
END
#line 90 "/home/builder/greenhouse/main/price_client.cpp"
FUNCTION(price_task)
#line 98 "/home/builder/greenhouse/main/price_client.cpp"
CALL(greenhouse::PriceClient::poll)
END
#line 55 "/home/builder/greenhouse/main/cloud_link.cpp"
FUNCTION(greenhouse::CloudLink::publish)
#line 61 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(cJSON_CreateObject)
#line 65 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(cJSON_AddNumberToObject)
#line 70 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(cJSON_AddStringToObject)
#line 75 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(cJSON_PrintUnformatted)
#line 80 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(esp_mqtt_client_enqueue)
END
#line 100 "/home/builder/greenhouse/main/cloud_link.cpp"
FUNCTION(greenhouse::CloudLink::onMessage)
#line 107 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(greenhouse::Memory::take)
#line 113 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(cJSON_Parse)
#line 121 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(greenhouse::PumpPlanner::enqueue)
#line 128 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(string_construct)
END
#line 150 "/home/builder/greenhouse/main/cloud_link.cpp"
FUNCTION(mqtt_event_handler)
#line 159 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(greenhouse::CloudLink::onMessage)
END
#line 180 "/home/builder/greenhouse/main/cloud_link.cpp"
FUNCTION(greenhouse::CloudLink::start)
#line 188 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(esp_mqtt_client_init)
#line 194 "/home/builder/greenhouse/main/cloud_link.cpp"
CALL(esp_mqtt_client_start)
END
#line 40 "/home/builder/greenhouse/main/alert_stream.cpp"
FUNCTION(greenhouse::AlertStream::reconnect)
#line 48 "/home/builder/greenhouse/main/alert_stream.cpp"
CALL(esp_websocket_client_init)
END
#line 70 "/home/builder/greenhouse/main/alert_stream.cpp"
FUNCTION(greenhouse::AlertStream::onFrame)
#line 77 "/home/builder/greenhouse/main/alert_stream.cpp"
CALL(cJSON_Parse)
#line 84 "/home/builder/greenhouse/main/alert_stream.cpp"
CALL(greenhouse::EventJournal::append)
END
#line 100 "/home/builder/greenhouse/main/alert_stream.cpp"
FUNCTION(websocket_event_handler)
#line 106 "/home/builder/greenhouse/main/alert_stream.cpp"
CALL(greenhouse::AlertStream::onFrame)
END
#line 120 "/home/builder/greenhouse/main/alert_stream.cpp"
FUNCTION(alert_task)
#line 127 "/home/builder/greenhouse/main/alert_stream.cpp"
CALL(greenhouse::AlertStream::reconnect)
END
#line 30 "/home/builder/greenhouse/main/firmware_updater.cpp"
FUNCTION(greenhouse::FirmwareUpdater::check)
#line 39 "/home/builder/greenhouse/main/firmware_updater.cpp"
CALL(esp_https_ota_begin)
#line 52 "/home/builder/greenhouse/main/firmware_updater.cpp"
CALL(esp_https_ota_perform)
END
#line 70 "/home/builder/greenhouse/main/firmware_updater.cpp"
FUNCTION(updater_task)
#line 78 "/home/builder/greenhouse/main/firmware_updater.cpp"
CALL(greenhouse::FirmwareUpdater::check)
END
