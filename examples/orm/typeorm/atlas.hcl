variable "url" {
  type        = string
  description = "The database to keep in the state of the models"
}

data "external_schema" "models" {
  program = ["node", "print-schema.js"]
}

env "local" {
  src = data.external_schema.models.url
  url = var.url
  dev = "sqlite://dev?mode=memory"
}
