/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 30 "/home/builder/greenhouse/main/pump_planner.cpp"
FUNCTION(greenhouse::PumpPlanner::enqueue)
#line 36 "/home/builder/greenhouse/main/pump_planner.cpp"
CALL(operator_new)
END
#line 60 "/home/builder/greenhouse/main/pump_planner.cpp"
FUNCTION(greenhouse::PumpPlanner::plan)
#line 68 "/home/builder/greenhouse/main/pump_planner.cpp"
CALL(greenhouse::PumpPlanner::enqueue)
#line 74 "/home/builder/greenhouse/main/pump_planner.cpp"
CALL(greenhouse::Memory::takeZeroed)
END
#line 90 "/home/builder/greenhouse/main/pump_planner.cpp"
FUNCTION(planner_task)
#line 96 "/home/builder/greenhouse/main/pump_planner.cpp"
CALL(greenhouse::PumpPlanner::plan)
END
#line 40 "/home/builder/greenhouse/main/sensor_hub.cpp"
FUNCTION(greenhouse::SensorHub::sample)
#line 47 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(greenhouse::Memory::take)
#line 53 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(vector_realloc_insert)
#line 59 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(operator_new)
END
#line 80 "/home/builder/greenhouse/main/sensor_hub.cpp"
FUNCTION(sensor_timer)
#line 84 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(greenhouse::SensorHub::sample)
END
#line 100 "/home/builder/greenhouse/main/sensor_hub.cpp"
FUNCTION(greenhouse::SensorHub::readProbe)
#line 108 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(malloc)
#line 115 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(greenhouse::SensorHub::logProbe)
END
#line 130 "/home/builder/greenhouse/main/sensor_hub.cpp"
FUNCTION(greenhouse::SensorHub::logProbe)
#line 136 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(snprintf)
END
#line 150 "/home/builder/greenhouse/main/sensor_hub.cpp"
FUNCTION(sensor_task)
#line 158 "/home/builder/greenhouse/main/sensor_hub.cpp"
CALL(greenhouse::SensorHub::readProbe)
END
#line 33 "/home/builder/greenhouse/main/tile_cache.cpp"
FUNCTION(greenhouse::TileCache::insert)
#line 40 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(tree_emplace)
#line 46 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(greenhouse::Memory::take)
END
#line 60 "/home/builder/greenhouse/main/tile_cache.cpp"
FUNCTION(greenhouse::TileCache::load)
#line 66 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(greenhouse::TileCache::insert)
END
#line 80 "/home/builder/greenhouse/main/tile_cache.cpp"
FUNCTION(display_task)
#line 88 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(greenhouse::TileCache::load)
#line 95 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(greenhouse::GlyphPool::acquire)
END
#line 110 "/home/builder/greenhouse/main/tile_cache.cpp"
FUNCTION(greenhouse::GlyphPool::acquire)
#line 118 "/home/builder/greenhouse/main/tile_cache.cpp"
CALL(operator_new)
END
#line 25 "/home/builder/greenhouse/main/event_journal.cpp"
FUNCTION(greenhouse::EventJournal::append)
#line 32 "/home/builder/greenhouse/main/event_journal.cpp"
CALL(operator_new)
#line 37 "/home/builder/greenhouse/main/event_journal.cpp"
CALL(string_construct)
END
#line 30 "/home/builder/greenhouse/main/dashboard.cpp"
FUNCTION(greenhouse::Dashboard::onOpen)
#line 37 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(greenhouse::Memory::takeZeroed)
#line 44 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(tree_emplace)
END
#line 60 "/home/builder/greenhouse/main/dashboard.cpp"
FUNCTION(greenhouse::Dashboard::onStatus)
#line 67 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(cJSON_CreateObject)
#line 72 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(cJSON_AddNumberToObject)
#line 77 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(cJSON_AddStringToObject)
#line 83 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(cJSON_PrintUnformatted)
END
#line 100 "/home/builder/greenhouse/main/dashboard.cpp"
FUNCTION(greenhouse::Dashboard::onSocket)
#line 107 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(malloc)
#line 114 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(httpd_ws_respond_server_handshake)
END
#line 130 "/home/builder/greenhouse/main/dashboard.cpp"
FUNCTION(greenhouse::Dashboard::start)
#line 138 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(httpd_start)
#line 144 "/home/builder/greenhouse/main/dashboard.cpp"
CALL(httpd_register_uri_handler)
END
#line 30 "/home/builder/greenhouse/main/wifi_manager.cpp"
FUNCTION(greenhouse::WifiManager::onDisconnected)
#line 35 "/home/builder/greenhouse/main/wifi_manager.cpp"
CALL(shared_count_create)
#line 42 "/home/builder/greenhouse/main/wifi_manager.cpp"
CALL(string_construct)
END
#line 60 "/home/builder/greenhouse/main/wifi_manager.cpp"
FUNCTION(wifi_event_handler)
#line 66 "/home/builder/greenhouse/main/wifi_manager.cpp"
CALL(greenhouse::WifiManager::onDisconnected)
END
#line 20 "/home/builder/greenhouse/main/beacon_listener.cpp"
FUNCTION(greenhouse::BeaconListener::onPacket)
#line 27 "/home/builder/greenhouse/main/beacon_listener.cpp"
CALL(operator_new)
END
#line 40 "/home/builder/greenhouse/main/beacon_listener.cpp"
FUNCTION(beacon_receive)
#line 46 "/home/builder/greenhouse/main/beacon_listener.cpp"
CALL(greenhouse::BeaconListener::onPacket)
END
