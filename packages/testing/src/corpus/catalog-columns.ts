/**
 * What becomes of each column of each table of `pg_catalog` (PostgreSQL 13 to 18): the kinds that model it, or why none
 * does. `gap` is what a database may hold and nobody is told of. Views and what lies in no table are not listed.
 */
export const catalogColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pg_aggregate: {
    "modelled: aggregate": "aggfnoid aggkind aggnumdirectargs aggmtransfn aggfinalextra aggmfinalextra aggfinalmodify aggmfinalmodify aggsortop aggtranstype aggtransspace aggmtranstype aggmtransspace agginitval aggminitval",
    "modelled: aggregate (read through a function of the server)": "aggtransfn aggfinalfn aggcombinefn aggserialfn aggdeserialfn aggminvtransfn aggmfinalfn",
  },
  pg_am: {
    "unmanaged: named as such (access methods)": "oid amname amhandler amtype",
  },
  pg_amop: {
    "unmanaged: named as such (operator families)": "oid amopfamily amoplefttype amoprighttype amopstrategy amoppurpose amopopr amopmethod amopsortfamily",
  },
  pg_amproc: {
    "unmanaged: named as such (operator families)": "oid amprocfamily amproclefttype amprocrighttype amprocnum amproc",
  },
  pg_attrdef: {
    "follows from other columns": "oid",
    "modelled: table": "adrelid adnum adbin",
  },
  pg_attribute: {
    "modelled: table, view, composite": "attrelid attname atttypid attstattarget attnum atttypmod attstorage attnotnull attidentity attgenerated attisdropped attislocal attinhcount attcollation attacl attoptions attfdwoptions attcompression",
    "follows from other columns": "attlen attndims attbyval attalign atthasdef",
    "storage: the server keeps it for itself": "attcacheoff atthasmissing attmissingval",
  },
  pg_auth_members: {
    "of the server: not part of a database": "roleid member grantor admin_option oid inherit_option set_option",
  },
  pg_authid: {
    "of the server: not part of a database": "oid rolname rolsuper rolinherit rolcreaterole rolcreatedb rolcanlogin rolreplication rolbypassrls rolconnlimit rolpassword rolvaliduntil",
  },
  pg_cast: {
    "unmanaged: named as such (casts)": "oid castsource casttarget castfunc castcontext castmethod",
  },
  pg_class: {
    "follows from other columns": "oid relhasindex relisshared relnatts relchecks relhasrules relhastriggers relhassubclass",
    "modelled: table, view, sequence": "relname relnamespace reltype reloftype relam reltoastrelid relpersistence relkind relrowsecurity relforcerowsecurity relispopulated relreplident relispartition relacl reloptions relpartbound",
    "owner: follows who applies": "relowner",
    "storage: the server keeps it for itself": "relfilenode relpages reltuples relallvisible relrewrite relfrozenxid relminmxid relallfrozen",
    "unmanaged: named as the tablespace of a relation": "reltablespace",
  },
  pg_collation: {
    "follows from other columns": "oid collencoding",
    "modelled: collation": "collname collnamespace collprovider collisdeterministic collcollate collctype colliculocale collicurules colllocale",
    "owner: follows who applies": "collowner",
    "storage: the server keeps it for itself": "collversion",
  },
  pg_constraint: {
    "follows from other columns": "oid connamespace",
    "modelled: table, domain": "conname contype condeferrable condeferred convalidated conrelid contypid conindid conparentid confrelid confupdtype confdeltype confmatchtype conislocal coninhcount connoinherit conkey confkey conexclop conbin confdelsetcols conenforced conperiod",
    "modelled: table, domain (read through a function of the server)": "conpfeqop conppeqop conffeqop",
  },
  pg_conversion: {
    "unmanaged: named as such (conversions)": "oid conname connamespace conowner conforencoding contoencoding conproc condefault",
  },
  pg_database: {
    "of the server: not part of a database": "oid datname datdba encoding datcollate datctype datistemplate datallowconn datconnlimit datlastsysoid datfrozenxid datminmxid dattablespace datacl datlocprovider daticulocale daticurules datcollversion dathasloginevt datlocale",
  },
  pg_db_role_setting: {
    "of the server: not part of a database": "setdatabase setrole setconfig",
  },
  pg_default_acl: {
    "follows from other columns": "oid",
    "modelled: default privileges": "defaclrole defaclnamespace defaclobjtype defaclacl",
  },
  pg_depend: {
    "modelled: what each object requires": "classid objid objsubid refclassid refobjid refobjsubid deptype",
  },
  pg_description: {
    "modelled: comments": "objoid classoid objsubid description",
  },
  pg_enum: {
    "follows from other columns": "oid",
    "modelled: enum": "enumtypid enumsortorder enumlabel",
  },
  pg_event_trigger: {
    "follows from other columns": "oid",
    "modelled: event_trigger": "evtname evtevent evtfoid evtenabled evttags",
    "owner: follows who applies": "evtowner",
  },
  pg_extension: {
    "follows from other columns": "oid",
    "modelled: extension": "extname extnamespace extrelocatable extversion",
    "owner: follows who applies": "extowner",
    "of an extension: its scripts write it": "extconfig extcondition",
  },
  pg_foreign_data_wrapper: {
    "follows from other columns": "oid",
    "modelled: foreign_data_wrapper": "fdwname fdwhandler fdwvalidator fdwoptions",
    "owner: follows who applies": "fdwowner",
    "modelled: permission": "fdwacl",
  },
  pg_foreign_server: {
    "follows from other columns": "oid",
    "modelled: foreign_server": "srvname srvfdw srvtype srvversion srvoptions",
    "owner: follows who applies": "srvowner",
    "modelled: permission": "srvacl",
  },
  pg_foreign_table: {
    "modelled: foreign_table": "ftrelid ftserver ftoptions",
  },
  pg_index: {
    "modelled: table, materialized": "indexrelid indrelid indnkeyatts indisunique indisclustered indisvalid indisready indisreplident indkey indcollation indclass indoption indexprs indpred indnullsnotdistinct",
    "modelled: table, materialized (read through a function of the server)": "indnatts indisprimary indisexclusion indimmediate",
    "storage: the server keeps it for itself": "indcheckxmin indislive",
  },
  pg_inherits: {
    "modelled: table, foreign_table": "inhrelid inhparent inhseqno",
    "unmanaged: named as a pending detachment": "inhdetachpending",
  },
  pg_init_privs: {
    "data, or counted by the server itself": "objoid classoid objsubid privtype initprivs",
  },
  pg_language: {
    "unmanaged: named as such (languages)": "oid lanname lanowner lanispl lanpltrusted lanplcallfoid laninline lanvalidator lanacl",
  },
  pg_largeobject: {
    "data, or counted by the server itself": "loid pageno data",
  },
  pg_largeobject_metadata: {
    "data, or counted by the server itself": "oid lomowner lomacl",
  },
  pg_namespace: {
    "follows from other columns": "oid",
    "modelled: schema": "nspname nspacl",
    "owner: follows who applies": "nspowner",
  },
  pg_opclass: {
    "unmanaged: named as such (operator classes)": "oid opcmethod opcname opcnamespace opcowner opcfamily opcintype opcdefault opckeytype",
  },
  pg_operator: {
    "unmanaged: named as such (operators)": "oid oprname oprnamespace oprowner oprkind oprcanmerge oprcanhash oprleft oprright oprresult oprcom oprnegate oprcode oprrest oprjoin",
  },
  pg_opfamily: {
    "unmanaged: named as such (operator families)": "oid opfmethod opfname opfnamespace opfowner",
  },
  pg_parameter_acl: {
    "of the server: not part of a database": "oid parname paracl",
  },
  pg_partitioned_table: {
    "modelled: table": "partrelid",
    "modelled: table (read through a function of the server)": "partstrat partattrs partclass partcollation partexprs",
    "follows from other columns": "partnatts partdefid",
  },
  pg_policy: {
    "follows from other columns": "oid",
    "modelled: policy": "polname polrelid polcmd polpermissive polroles polqual polwithcheck",
  },
  pg_proc: {
    "follows from other columns": "oid pronargs",
    "modelled: function, procedure, aggregate": "proname pronamespace prolang procost prorows prosupport prokind prosecdef proleakproof proisstrict proretset provolatile proparallel pronargdefaults prorettype proargtypes proallargtypes proargmodes proargnames protrftypes prosrc probin proconfig proacl",
    "owner: follows who applies": "proowner",
    "modelled: function, procedure, aggregate (read through a function of the server)": "provariadic proargdefaults prosqlbody",
  },
  pg_publication: {
    "follows from other columns": "oid",
    "modelled: publication": "pubname puballtables pubinsert pubupdate pubdelete pubtruncate pubviaroot pubgencols",
    "owner: follows who applies": "pubowner",
  },
  pg_publication_namespace: {
    "follows from other columns": "oid",
    "modelled: publication": "pnpubid pnnspid",
  },
  pg_publication_rel: {
    "follows from other columns": "oid",
    "modelled: publication": "prpubid prrelid prqual prattrs",
  },
  pg_range: {
    "modelled: range": "rngtypid rngsubtype rngcollation rngsubopc rngcanonical rngsubdiff rngmultitypid",
  },
  pg_replication_origin: {
    "of the server: not part of a database": "roident roname",
  },
  pg_rewrite: {
    "follows from other columns": "oid",
    "modelled: rule, view": "rulename ev_class ev_type ev_enabled is_instead",
    "modelled: rule, view (read through a function of the server)": "ev_qual ev_action",
  },
  pg_seclabel: {
    "unmanaged: named as a security label of what it is on": "objoid classoid objsubid provider label",
  },
  pg_sequence: {
    "modelled: sequence": "seqrelid seqtypid seqstart seqincrement seqmax seqmin seqcache seqcycle",
  },
  pg_shdepend: {
    "of the server: not part of a database": "dbid classid objid objsubid refclassid refobjid deptype",
  },
  pg_shdescription: {
    "of the server: not part of a database": "objoid classoid description",
  },
  pg_shseclabel: {
    "of the server: not part of a database": "objoid classoid provider label",
  },
  pg_statistic: {
    "data, or counted by the server itself": "starelid staattnum stainherit stanullfrac stawidth stadistinct stakind1 stakind2 stakind3 stakind4 stakind5 staop1 staop2 staop3 staop4 staop5 stacoll1 stacoll2 stacoll3 stacoll4 stacoll5 stanumbers1 stanumbers2 stanumbers3 stanumbers4 stanumbers5 stavalues1 stavalues2 stavalues3 stavalues4 stavalues5",
  },
  pg_statistic_ext: {
    "follows from other columns": "oid",
    "modelled: statistics": "stxrelid stxname stxnamespace stxstattarget stxkeys stxkind",
    "owner: follows who applies": "stxowner",
    "modelled: statistics (read through a function of the server)": "stxexprs",
  },
  pg_statistic_ext_data: {
    "data, or counted by the server itself": "stxoid stxdndistinct stxddependencies stxdmcv stxdinherit stxdexpr",
  },
  pg_subscription: {
    "unmanaged: named as such (subscriptions)": "oid subdbid subname subowner subenabled subconninfo subslotname subsynccommit subpublications subskiplsn subbinary substream subtwophasestate subdisableonerr subpasswordrequired subrunasowner suborigin subfailover",
  },
  pg_subscription_rel: {
    "unmanaged: named as such (subscriptions)": "srsubid srrelid srsubstate srsublsn",
  },
  pg_tablespace: {
    "of the server: not part of a database": "oid spcname spcowner spcacl spcoptions",
  },
  pg_transform: {
    "unmanaged: named as such (transforms)": "oid trftype trflang trffromsql trftosql",
  },
  pg_trigger: {
    "follows from other columns": "oid tgconstrindid",
    "modelled: trigger": "tgrelid tgparentid tgname tgfoid tgtype tgenabled tgisinternal tgconstrrelid tgconstraint tgdeferrable tginitdeferred tgattr tgoldtable tgnewtable",
    "modelled: trigger (read through a function of the server)": "tgnargs tgargs tgqual",
  },
  pg_ts_config: {
    "follows from other columns": "oid",
    "modelled: text_search_configuration": "cfgname cfgnamespace cfgparser",
    "owner: follows who applies": "cfgowner",
  },
  pg_ts_config_map: {
    "modelled: text_search_configuration": "mapcfg maptokentype mapseqno mapdict",
  },
  pg_ts_dict: {
    "follows from other columns": "oid",
    "modelled: text_search_dictionary": "dictname dictnamespace dicttemplate dictinitoption",
    "owner: follows who applies": "dictowner",
  },
  pg_ts_parser: {
    "follows from other columns": "oid",
    "modelled: text_search_parser": "prsname prsnamespace prsstart prstoken prsend prsheadline prslextype",
  },
  pg_ts_template: {
    "follows from other columns": "oid",
    "modelled: text_search_template": "tmplname tmplnamespace tmplinit tmpllexize",
  },
  pg_type: {
    "follows from other columns": "oid typbyval typispreferred typinput typoutput typreceive typsend typmodin typmodout typanalyze typalign typndims typsubscript",
    "modelled: enum, domain, composite, range": "typname typnamespace typlen typtype typcategory typisdefined typrelid typelem typarray typstorage typnotnull typbasetype typtypmod typcollation typdefaultbin typacl",
    "owner: follows who applies": "typowner",
    "modelled: enum, domain, composite, range (read through a function of the server)": "typdelim typdefault",
  },
  pg_user_mapping: {
    "follows from other columns": "oid umserver",
    "modelled: user_mapping": "umuser umoptions",
  },
};
